import CarbonAccounting
import Documents
import Experiments
import Foundation
import Learning
import RunStore

/// An error of a library with what the user of the command line can do about it.
struct AdvisedError: Error, CustomStringConvertible {
    let description: String

    /// Nil for an error that speaks for itself.
    init?(_ error: any Error) {
        let advice: String
        switch error {
        case let error as TraceError:
            guard let question = error.question else { return nil }
            advice = question.advice
        case let failures as RunFailures:
            guard let first = failures.failures.lazy.compactMap({ AdvisedError($0.error) }).first else { return nil }
            description = "\(failures)\n\(first)"
            return
        case is NoRunsError: advice = "`cafe run EXPERIMENT.yaml` makes runs"
        case let error as DocumentError where [ENOSPC, EDQUOT].contains(error.systemError):
            advice = "make room and give the same command again; a run goes on from its last checkpoint"
        case let error as DocumentError where [EACCES, EPERM, EROFS].contains(error.systemError):
            advice = "choose a folder that you may write to with --out"
        case is RunLockError: advice = "wait for it or stop it, or choose another folder with --out"
        case DatasetError.notDownloaded(_, let kind): advice = "`cafe data fetch \(kind)` gets it"
        case let error as DataNotDownloaded: advice = "`cafe data fetch \(error.kind)` gets it"
        case DatasetArchive.Failure.folder: advice = "name a folder that you may write to with --out"
        default: return nil
        }
        let message = "\(error)"
        description = (message.hasSuffix(".") ? String(message.dropLast()) : message) + "; \(advice)"
    }
}
