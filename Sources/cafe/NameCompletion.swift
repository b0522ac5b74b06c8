import ArgumentParser
import Foundation

extension CompletionKind {
    /// Names of methods: of the experiment file on the line, or of the folder of results.
    static var methodNames: CompletionKind {
        .custom { arguments, _, prefix in
            // After the last comma a name of a list is being written.
            let head = prefix.lastIndex(of: ",").map { String(prefix[...$0]) } ?? ""
            return Set(arguments.flatMap(names)).sorted().map { head + $0 }
        }
    }

    private static func names(in argument: String) -> [String] {
        if argument.hasSuffix(".yaml") {
            let text = (try? String(contentsOfFile: argument, encoding: .utf8)) ?? ""
            return text.matches(of: /-\s*\{?\s*name:\s*([^,\s}]+)/).map { String($0.1) }
        }
        let manager = FileManager.default
        return ((try? manager.contentsOfDirectory(atPath: argument)) ?? []).filter { name in
            ((try? manager.contentsOfDirectory(atPath: "\(argument)/\(name)")) ?? []).contains { $0.hasPrefix("seed-") }
        }
    }
}
