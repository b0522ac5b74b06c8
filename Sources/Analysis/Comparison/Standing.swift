/// How a method does against another, or against all others: one rule, the same in both directions.
///
/// A difference counts where a paired t test over the seeds finds it at 5 %, after Holm's correction for the rivals that are
/// compared at once; else the two are level.
public enum Standing: String, Sendable, Codable {
    case ahead, level, behind
}
