/// Somebody who is told how an experiment goes; may be called from several threads at once.
public protocol ProgressReporter: Sendable {
    func report(_ event: ProgressEvent)
}

/// Drops every event.
public struct SilentProgress: ProgressReporter {
    public init() {}
    public func report(_ event: ProgressEvent) {}
}
