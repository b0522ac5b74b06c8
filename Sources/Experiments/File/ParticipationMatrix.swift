import CarbonAccounting
import Documents
import Foundation
import Reproducibility

/// Which site is there in which slot, as a CSV file: a column `slot` that counts from 0 and one for each site, 1 where it is
/// there and 0 where not.
///
/// `participation: FILE` of an experiment stands for the windows of `availability` that come to the same, so that the record
/// of a run holds them and needs the file no more.
enum ParticipationMatrix {
    static let key = "participation"

    /// The experiment with the matrix' windows at its sites; unchanged without the key.
    ///
    /// - Throws: `DocumentError` for a file that does not parse, a site that the experiment does not have or that has windows
    ///   of its own, and fewer slots than rounds.
    static func expanded(in root: DocumentValue, file: String) throws -> DocumentValue {
        guard let value = root[key], case .map(let entries) = root.content else { return root }
        func fault(_ message: String) -> DocumentError {
            DocumentError(file: file, line: value.line, keyPath: key, message: message)
        }
        guard let name = value.stringValue else {
            throw fault(
                "\(value.summary) is not allowed; expected a CSV file with the columns slot and one for each site")
        }
        guard let start = (root["carbon"]?["start"]?.stringValue).flatMap({ try? UTCInstant(iso8601: $0) }) else {
            throw fault("needs carbon.start, an instant such as 2020-06-01T00:00Z")
        }
        // The values are read before they are checked; what the reader of the experiment refuses is left to it.
        guard let seconds = positive(root["carbon"]?["slotSeconds"], default: 3600),
            let rounds = positive(root["rounds"], default: 1)
        else { return root }
        let folder = URL(filePath: file).deletingLastPathComponent().path(percentEncoded: false)
        let path = resolvedPath(name, from: folder)
        let presence = try read(path)
        let slots = presence.values.first?.count ?? 0
        guard slots >= rounds else { throw fault("\(path) has \(slots) slots for \(rounds) rounds") }
        guard case .list(let sites)? = root["sites"]?.content else { return root }
        let names = sites.compactMap { $0.stringValue ?? $0["name"]?.stringValue ?? $0["zone"]?.stringValue }
        if let unknown = presence.keys.sorted().first(where: { !names.contains($0) }) {
            throw DocumentError.unknown(unknown, among: names, option: "the column", file: path)
        }
        let placed = try sites.map { site -> DocumentValue in
            let own = site.stringValue ?? site["name"]?.stringValue ?? site["zone"]?.stringValue
            guard let own, let present = presence[own] else { return site }
            guard site["availability"] == nil else {
                throw fault("site '\(own)' has an availability of its own; give it either")
            }
            let entries: [DocumentValue.Entry]
            if case .map(let given) = site.content { entries = given } else { entries = [.init("zone", site)] }
            let windows = windows(present, start: start, seconds: seconds)
            return windows.map { site.with(.map(entries + [.init("availability", $0)])) } ?? site
        }
        return root.with(
            .map(
                entries.filter { $0.key != key }.map { entry in
                    entry.key == "sites" ? .init("sites", entry.value.with(.list(placed))) : entry
                }))
    }

    /// A whole number from 1 on that the reader allows; nil for anything else.
    private static func positive(_ value: DocumentValue?, default fallback: Int) -> Int? {
        guard let value else { return fallback }
        return value.doubleValue.flatMap { Int(exactly: $0) }.flatMap {
            1...DocumentReader.largestInteger ~= $0 ? $0 : nil
        }
    }

    /// By site: whether it is there, slot by slot.
    private static func read(_ path: String) throws -> [String: [Bool]] {
        let table = try CSVTable(contents(of: path), file: path)
        guard table.header.fields.first == "slot", table.header.fields.count > 1 else {
            throw DocumentError(file: path, line: 1, message: "expected the columns slot and one for each site")
        }
        var presence: [String: [Bool]] = [:]
        for (column, site) in table.header.fields.enumerated().dropFirst() {
            guard presence[site] == nil else {
                throw DocumentError(file: path, line: 1, column: column + 1, message: "two columns are named '\(site)'")
            }
            presence[site] = try table.records.enumerated().map { slot, record in
                guard record.fields[0] == "\(slot)" else {
                    throw DocumentError(
                        file: path, line: record.line, column: 1,
                        message: "slot '\(record.fields[0])', expected \(slot): slots count from 0 without gaps")
                }
                guard let isThere = ["0": false, "1": true][record.fields[column]] else {
                    throw DocumentError(
                        file: path, line: record.line, column: column + 1,
                        message: "'\(record.fields[column])', expected 1 for a site that is there or 0")
                }
                return isThere
            }
        }
        return presence
    }

    /// The windows in which the site is there; nil for always.
    private static func windows(_ present: [Bool], start: UTCInstant, seconds: Int) -> DocumentValue? {
        guard present.contains(false) else { return nil }
        func window(_ from: Int, _ to: Int) -> DocumentValue {
            func instant(_ slot: Int) -> DocumentValue {
                DocumentValue(.string("\(start.adding(seconds: slot * seconds))"))
            }
            return DocumentValue(.map([.init("from", instant(from)), .init("to", instant(to))]))
        }
        var windows: [DocumentValue] = []
        var opened: Int?
        for slot in 0...present.count {
            let isThere = slot < present.count && present[slot]
            if isThere, opened == nil { opened = slot }
            if !isThere, let from = opened {
                windows.append(window(from, slot))
                opened = nil
            }
        }
        // Without a window a site is always there.
        return DocumentValue(.list(windows.isEmpty ? [window(0, 0)] : windows))
    }
}
