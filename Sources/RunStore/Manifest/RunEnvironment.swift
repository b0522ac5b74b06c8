import Documents
import Foundation
import LinearAlgebra

/// The program, libraries and machine that a run used.
public struct RunEnvironment: Codable, Sendable, Equatable {
    public var cafeVersion: String
    /// Commit of the checkout that holds the program; nil outside a checkout or without git.
    public var commit: String?
    /// Whether the checkout had uncommitted changes when the run started; nil when `commit` is.
    public var isDirty: Bool?
    public var swiftVersion: String
    public var openBLASConfiguration: String
    /// The kernel set that OpenBLAS picked; results can differ in the last bits between kernel sets.
    public var openBLASCore: String
    public var operatingSystem: String
    public var processorCount: Int
    public var threads: Int

    enum CodingKeys: String, CodingKey {
        case cafeVersion = "cafe_version"
        case commit
        case isDirty = "dirty"
        case swiftVersion = "swift_version"
        case openBLASConfiguration = "openblas_configuration"
        case openBLASCore = "openblas_core"
        case operatingSystem = "operating_system"
        case processorCount = "processor_count"
        case threads
    }

    /// The version of this package.
    public static let packageVersion = "0.1.0"

    /// Inspects the process, its libraries and the checkout around the executable; the first call of a process runs
    /// `git` twice.
    ///
    /// - Parameter threads: how many the run may use.
    public init(threads: Int) {
        cafeVersion = Self.packageVersion
        (commit, isDirty) = Self.checkout
        #if swift(>=6.4)
            swiftVersion = "6.4 or later"
        #elseif swift(>=6.3)
            swiftVersion = "6.3"
        #elseif swift(>=6.2)
            swiftVersion = "6.2"
        #else
            swiftVersion = "6.1"
        #endif
        openBLASConfiguration = BLASRuntime.configuration
        openBLASCore = BLASRuntime.coreName
        operatingSystem = ProcessInfo.processInfo.operatingSystemVersionString
        processorCount = ProcessInfo.processInfo.activeProcessorCount
        self.threads = threads
    }

    /// What the bits of a result depend on and is not the same there, in words; nil if all is the same.
    package func differenceOfBits(to other: RunEnvironment) -> String? {
        if openBLASCore != other.openBLASCore {
            return "OpenBLAS kernel set (\(openBLASCore), now \(other.openBLASCore))"
        }
        if openBLASConfiguration != other.openBLASConfiguration { return "OpenBLAS" }
        if cafeVersion != other.cafeVersion || commit != other.commit {
            return
                "program (\(commit?.prefix(12) ?? cafeVersion[...]), now \(other.commit?.prefix(12) ?? other.cafeVersion[...]))"
        }
        return nil
    }

    private static let checkout: (commit: String?, isDirty: Bool?) = {
        let folder = URL(filePath: OwnProgram.path).deletingLastPathComponent()
        guard let commit = git(["rev-parse", "HEAD"], in: folder) else { return (nil, nil) }
        return (commit, git(["status", "--porcelain"], in: folder).map { !$0.isEmpty })
    }()

    /// What git prints, without the last line end; nil when git is missing or fails.
    private static func git(_ arguments: [String], in folder: URL) -> String? {
        // Without the lock that `status` takes to write its cache, which a killed process would leave behind.
        let text = try? ExternalProgram("git")?.run(["--no-optional-locks", "-C", folder.path] + arguments)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
