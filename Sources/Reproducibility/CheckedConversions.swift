extension Int {
    /// The whole number of `value`, towards zero, kept within 64 bits: what lies beyond is the nearest that fits, NaN is 0.
    ///
    /// `Int(value)` ends the program where the value does not fit; numbers that come from files, options or divisions by
    /// them take this way.
    public init(saturating value: Double) {
        self = Int(exactly: value.rounded(.towardZero)) ?? (value.isNaN ? 0 : value > 0 ? .max : .min)
    }
}

extension Duration {
    /// So many seconds, at most 10⁹ (31 years) either way, which is as good as without end; NaN is 0.
    public init(saturatingSeconds value: Double) {
        self = .seconds(value.isNaN ? 0 : Swift.min(Swift.max(value, -1e9), 1e9))
    }
}
