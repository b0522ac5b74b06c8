/// Accelerators whose power and speed are published, for energy from floating-point operations.
///
/// The fallback where nothing was measured: joules per operation = board power / (peak · utilization). Published power is
/// that of the board at full load; the rest of the server is not in it.
public enum DevicePreset: String, Sendable, CaseIterable, Codable {
    case nvidiaT4 = "nvidia-t4"
    case nvidiaV100 = "nvidia-v100"
    case nvidiaA100 = "nvidia-a100"
    case nvidiaH100 = "nvidia-h100"

    /// Maximum board power in watts.
    ///
    /// Source: NVIDIA's data sheets of the T4, the V100 (SXM2), the A100 (SXM, 80 GB) and the H100 (SXM).
    public var boardWatts: Double {
        switch self {
        case .nvidiaT4: 70
        case .nvidiaV100: 300
        case .nvidiaA100: 400
        case .nvidiaH100: 700
        }
    }

    /// Peak rate of single-precision operations without tensor cores, per second. Source: the same data sheets.
    public var peakFLOPSingle: Double {
        switch self {
        case .nvidiaT4: 8.1e12
        case .nvidiaV100: 15.7e12
        case .nvidiaA100: 19.5e12
        case .nvidiaH100: 67e12
        }
    }

    /// Energy by operations.
    ///
    /// - Parameter utilization: part of the peak that training reaches, above 0 and at most 1.
    public func computeEnergy(utilization: Double = EnergyDefaults.utilization) -> ComputeEnergy {
        precondition(utilization > 0 && utilization <= 1, "a utilization of \(utilization)")
        return .perFLOP(joules: boardWatts / (peakFLOPSingle * utilization), flopsPerSample: nil)
    }

    /// Speed of training a network.
    ///
    /// - Parameter flopsPerSample: operations forward and backward, above 0.
    public func samplesPerSecond(
        flopsPerSample: Double, utilization: Double = EnergyDefaults.utilization
    ) -> Double {
        precondition(
            flopsPerSample > 0 && utilization > 0 && utilization <= 1, "\(flopsPerSample) FLOP at \(utilization)")
        return peakFLOPSingle * utilization / flopsPerSample
    }
}
