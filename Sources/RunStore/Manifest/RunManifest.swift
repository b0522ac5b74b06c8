import CarbonAccounting
import Documents
import Foundation

/// The origin of a run, as in `manifest.json`: enough to run it again.
public struct RunManifest: SealedDocument, Sendable, Equatable {
    /// A continuation by another process.
    public struct Continuation: Codable, Sendable, Equatable {
        public var time: Date
        /// The first round that it ran.
        public var round: Int
        public var environment: RunEnvironment

        package init(time: Date, round: Int, environment: RunEnvironment) {
            (self.time, self.round, self.environment) = (time, round, environment)
        }
    }

    public var experiment: String
    public var method: String
    /// Place of the method in the experiment file, from 0: tables and legends list methods in this order.
    public var methodIndex: Int
    public var seed: UInt64
    /// The experiment with every default filled in.
    public var configuration: DocumentValue
    /// Names the configuration; two runs with the same hash and seed have the same rows.
    public var configurationHash: String
    public var environment: RunEnvironment
    /// How far off the forecast was that the policy looked ahead with; nil for policies that do not.
    public var forecastErrors: [ForecastError]?
    /// Part of the intensities that the run used which are not simply measured, by `ValueMark`; nil for none.
    public var intensityMarks: [String: Double]?
    /// True for a policy that knows the future (`SelectionPolicy.knowsFuture`), else nil.
    public var isOffline: Bool?
    public var started: Date
    public var finished: Date?
    /// As the run's process last wrote it; see `RunRecord.status` for the present.
    public var status: RunStatus
    /// Why the run failed; nil unless it did.
    public var error: String?
    /// The processes that went on with the run after the one of `environment`; nil for none.
    public var continued: [Continuation]?
    /// The experiment whose run of the same configuration and seed this is a copy of; nil for a run of its own.
    public var copiedFrom: String?
    /// The other files of a completed run by their names, as they were when it was completed; nil before, and in results of
    /// versions that did not record them.
    package var files: [String: FileMark]?

    public init(
        experiment: String, method: String, methodIndex: Int, seed: UInt64, configuration: DocumentValue,
        configurationHash: String, environment: RunEnvironment, forecastErrors: [ForecastError]? = nil,
        intensityMarks: [String: Double]? = nil, isOffline: Bool? = nil,
        started: Date,
        finished: Date? = nil,
        status: RunStatus = .running, error: String? = nil
    ) {
        self.experiment = experiment
        self.method = method
        self.methodIndex = methodIndex
        self.seed = seed
        self.configuration = configuration
        self.configurationHash = configurationHash
        self.environment = environment
        self.forecastErrors = forecastErrors
        self.intensityMarks = intensityMarks
        self.isOffline = isOffline
        self.started = started
        self.finished = finished
        self.status = status
        self.error = error
    }

    enum CodingKeys: String, CodingKey {
        case experiment, method
        case methodIndex = "method_index"
        case seed, configuration
        case configurationHash = "configuration_hash"
        case environment
        case forecastErrors = "forecast_errors"
        case intensityMarks = "intensity_marks"
        case isOffline = "offline"
        case started, finished, status, error, continued
        case copiedFrom = "copied_from"
        case files
    }

    /// Versions that recorded no inputs sealed no manifests.
    public var mayBeUnsealed: Bool { configuration["inputs"] == nil && files == nil }
}
