import Foundation

/// Reads one map of a configuration strictly and remembers what was read.
///
/// Each accessor checks type and range and throws a `DocumentError` with file, line and key path. Keys that were not
/// asked for are errors in `finish()`, with a suggestion for a near miss. `resolved` is the map with every default
/// filled in: reading it again gives the same result, so it serves as the record of a run.
public final class DocumentReader {
    public let file: String
    public let keyPath: String
    private let whole: DocumentValue
    private let entries: [DocumentValue.Entry]
    private var read: [(key: String, value: Read)] = []
    /// Keys that are allowed here and not required: for suggestions.
    private var optional: [String] = []

    /// Where mistakes go that reading can go on after, with a value that is allowed in the place of the wrong one; nil
    /// throws the first.
    private let faults: DocumentFaults?
    /// Whether `kind` is none that is known, so that nothing can be said of the other keys.
    private var isOfUnknownKind = false

    /// Whether nothing is read but the keys asked for are noted, with a value that is allowed in place of a required one.
    public let isDescribing: Bool
    private var descriptions: [KeyDescription] = []

    private enum Read {
        case value(DocumentValue)
        case map(DocumentReader)
        case list([Item])
    }

    /// An element of a list as its reader took it: a scalar, or a map with a reader of its own.
    public enum Item {
        case scalar(DocumentValue)
        case map(DocumentReader)
    }

    /// - Throws: `DocumentError` if `value` is not a map or has a key twice.
    public convenience init(
        _ value: DocumentValue, file: String, keyPath: String = "", collecting faults: DocumentFaults? = nil
    ) throws {
        try self.init(value, file: file, keyPath: keyPath, isDescribing: false, faults: faults)
    }

    private init(
        _ value: DocumentValue, file: String, keyPath: String, isDescribing: Bool, faults: DocumentFaults?
    ) throws {
        self.faults = faults
        self.file = file
        self.keyPath = keyPath
        self.isDescribing = isDescribing
        whole = value
        guard case .map(let entries) = value.content else {
            throw DocumentError(
                file: file, value: value, keyPath: keyPath,
                message: "expected a map of keys, found \(value.summary)")
        }
        self.entries = entries
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.key).inserted {
            throw error(entry.key, entry.value, "the key is given twice")
        }
    }

    /// The keys that `read` asks for, with their defaults, where the document has none of them: what a type says of
    /// itself by reading.
    ///
    /// - Parameter kind: the value of `kind`, which is not among the keys.
    public static func keys(ofKind kind: String? = nil, _ read: (DocumentReader) throws -> Void) -> [KeyDescription] {
        let root = DocumentValue(.map(kind.map { [DocumentValue.Entry("kind", DocumentValue(.string($0)))] } ?? []))
        guard let reader = try? DocumentReader(root, file: "", keyPath: "", isDescribing: true, faults: nil) else {
            return []
        }
        // A check that spans several keys may throw; what was asked for until then is known.
        try? read(reader)
        return reader.descriptions.filter { $0.name != "kind" }
    }

    /// The keys that the document gives, in its order.
    public var givenKeys: [String] { entries.map(\.key) }

    /// Where relative paths start.
    public var folder: String { (file as NSString).deletingLastPathComponent }

    // MARK: Scalars

    public func string(_ key: String, default fallback: String? = nil, help: String = "") throws -> String {
        try scalar(key, fallback.map { .string($0) }, expected: "a string", example: .string("word"), help: help) {
            switch $0 {
            case .string(let value): value
            case .integer(let value): "\(value)"
            default: nil
            }
        }
    }

    public func bool(_ key: String, default fallback: Bool? = nil, help: String = "") throws -> Bool {
        try scalar(
            key, fallback.map { .bool($0) }, expected: "true or false", example: .bool(false), help: help
        ) {
            if case .bool(let value) = $0 { value } else { nil }
        }
    }

    public func integer(
        _ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil, help: String = ""
    ) throws -> Int {
        let isTooLarge = if case .integer(let value)? = find(key)?.content { value > range.upperBound } else { false }
        return try scalar(
            key, fallback.map { .integer($0) }, expected: Self.expectation(range, inFull: isTooLarge),
            example: .integer(range.lowerBound),
            help: help
        ) {
            if case .integer(let value) = $0, range ~= value { value } else { nil }
        }
    }

    /// A larger number than any document needs, whose products with others of its kind are still whole numbers of 64 bits.
    public static let largestInteger = Int(Int32.max)

    private static func expectation(_ range: ClosedRange<Int>, inFull: Bool = false) -> String {
        range.upperBound == largestInteger && !inFull
            ? "a whole number, at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    public func integer(
        _ key: String, atLeast minimum: Int, default fallback: Int? = nil, help: String = ""
    ) throws -> Int {
        try integer(key, in: minimum...Self.largestInteger, default: fallback, help: help)
    }

    public func number(
        _ key: String, _ bound: NumberBound, default fallback: Double? = nil, help: String = ""
    ) throws -> Double {
        try scalar(
            key, fallback.map { .number($0) }, expected: bound.description, example: .number(bound.example), help: help
        ) {
            switch $0 {
            case .number(let value) where bound.allows(value): value
            case .integer(let value) where bound.allows(Double(value)): Double(value)
            default: nil
            }
        }
    }

    /// A number where `null` and absence mean "none".
    public func optionalNumber(
        _ key: String, _ bound: NumberBound, help: String = ""
    ) throws -> Double? {
        describe(key, bound.description, .null, help)
        guard has(key) else { return note(key, DocumentValue(.null), nil) }
        return try number(key, bound)
    }

    public func optionalInteger(
        _ key: String, in range: ClosedRange<Int>, help: String = ""
    ) throws -> Int? {
        describe(key, Self.expectation(range), .null, help)
        guard has(key) else { return note(key, DocumentValue(.null), nil) }
        return try integer(key, in: range)
    }

    public func optionalInteger(_ key: String, atLeast minimum: Int, help: String = "") throws -> Int? {
        try optionalInteger(key, in: minimum...Self.largestInteger, help: help)
    }

    public func optionalString(
        _ key: String, help: String = ""
    ) throws -> String? {
        describe(key, "a string", .null, help)
        guard has(key) else { return note(key, DocumentValue(.null), nil) }
        return try string(key)
    }

    /// One of the cases of an enumeration whose raw values are the words of the file.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, of type: Choice.Type = Choice.self, default fallback: Choice? = nil, help: String = ""
    ) throws -> Choice where Choice.RawValue == String {
        let words = type.allCases.map(\.rawValue)
        let word = try scalar(
            key, fallback.map { .string($0.rawValue) }, expected: words.joined(separator: ", "),
            example: .string(words[0]), help: help
        ) {
            if case .string(let word) = $0 { word } else { nil }
        }
        if let choice = Choice(rawValue: word) { return choice }
        return try recover(from: unknownWord(key, word, among: words), with: fallback ?? type.allCases.first)
    }

    /// A file or folder; a relative path starts at the folder of the document.
    public func path(_ key: String, help: String = "") throws -> String {
        resolvedPath(try string(key, help: help), from: folder)
    }

    /// As `path`, nil where the value is null or absent.
    public func optionalPath(_ key: String, help: String = "") throws -> String? {
        try optionalString(key, help: help).map { resolvedPath($0, from: folder) }
    }

    /// The value of `kind`, one of `kinds`.
    public func kind(
        among kinds: [String], renamed: [String: String] = [:], default fallback: String? = nil
    ) throws -> String {
        let word = try scalar(
            "kind", fallback.map { .string($0) }, expected: kinds.joined(separator: ", "),
            example: .string(kinds.first ?? ""), help: ""
        ) {
            if case .string(let word) = $0 { word } else { nil }
        }
        if let present = renamed[word] { throw error("kind", "'\(word)' is now called '\(present)'") }
        guard kinds.contains(word) else {
            isOfUnknownKind = true
            return try recover(from: unknownWord("kind", word, among: kinds), with: fallback ?? kinds.first)
        }
        return word
    }

    // MARK: Lists

    public func integers(
        _ key: String, atLeast minimum: Int, default fallback: [Int]? = nil, help: String = ""
    ) throws -> [Int] {
        try scalars(
            key, fallback?.map { .integer($0) }, expected: "a whole number, at least \(minimum)",
            example: .integer(minimum), help: help
        ) {
            if case .integer(let value) = $0, value >= minimum { value } else { nil }
        }
    }

    public func numbers(
        _ key: String, _ bound: NumberBound, default fallback: [Double]? = nil, help: String = ""
    ) throws -> [Double] {
        try scalars(
            key, fallback?.map { .number($0) }, expected: bound.description, example: .number(bound.example), help: help
        ) {
            switch $0 {
            case .number(let value) where bound.allows(value): value
            case .integer(let value) where bound.allows(Double(value)): Double(value)
            default: nil
            }
        }
    }

    /// A list of `rows` lists of numbers, or of any number of them, all of `columns` numbers, or as many as the first has.
    public func matrix(_ key: String, _ bound: NumberBound, rows: Int?, columns: Int? = nil) throws -> [[Double]] {
        guard let value = find(key) else { throw missing(key, "a list of lists") }
        read.append((key, .value(value)))
        guard let elements = value.elements else {
            throw error(key, value, "\(value.summary) is not allowed; expected a list of lists of numbers")
        }
        guard elements.count == rows ?? elements.count else {
            throw error(key, value, "has \(elements.count) rows; expected \(rows ?? 0)")
        }
        var width = columns
        return try elements.enumerated().map { i, row in
            guard let items = row.elements else {
                throw error("\(key)[\(i)]", row, "\(row.summary) is not allowed; expected a list of numbers")
            }
            guard items.count == width ?? items.count else {
                throw error("\(key)[\(i)]", row, "has \(items.count) entries; expected \(width ?? 0)")
            }
            width = items.count
            return try items.enumerated().map { j, item in
                guard let number = item.doubleValue, bound.allows(number) else {
                    throw error(
                        "\(key)[\(i)][\(j)]", item,
                        "\(item.summary) is not allowed; expected \(bound)\(NumberBound.limits(item.content))")
                }
                return number
            }
        }
    }

    public func strings(_ key: String, default fallback: [String]? = nil, help: String = "") throws -> [String] {
        try scalars(
            key, fallback?.map { .string($0) }, expected: "a string", example: .string("word"), help: help
        ) {
            if case .string(let value) = $0 { value } else { nil }
        }
    }

    /// The elements of a list whose elements may be scalars or maps; with `abbreviatedBy` a lone word stands for a map with
    /// that one key.
    public func items(_ key: String, abbreviatedBy short: String? = nil, help: String = "") throws -> [Item] {
        describe(key, "a list", nil, help)
        if isDescribing { return [] }
        guard let value = find(key) else { throw missing(key, "a list") }
        guard case .list(let elements) = value.content else {
            throw error(key, value, "expected a list, found \(value.summary)")
        }
        let items = try elements.enumerated().map { index, element -> Item in
            var element = element
            if let short, case .string = element.content {
                element = element.with(.map([.init(short, element)]))
            }
            if case .map = element.content {
                return .map(
                    try DocumentReader(
                        element, file: file, keyPath: "\(keyPath(of: key))[\(index)]", collecting: faults))
            }
            return .scalar(element)
        }
        read.append((key, .list(items)))
        return items
    }

    /// The elements of a list of maps.
    public func maps(
        _ key: String, abbreviatedBy short: String? = nil, help: String = ""
    ) throws -> [DocumentReader] {
        try items(key, abbreviatedBy: short, help: help).enumerated().map { index, item in
            switch item {
            case .map(let reader): return reader
            case .scalar(let value):
                throw DocumentError(
                    file: file, value: value, keyPath: "\(keyPath(of: key))[\(index)]",
                    message: "expected a map of keys, found \(value.summary)")
            }
        }
    }

    // MARK: Maps

    /// The map under `key`; absent or null is the empty map, whose defaults then apply.
    ///
    /// With `abbreviatedBy`, a lone word stands for a map with that one key: `aggregation: dataSize` for
    /// `aggregation: {kind: dataSize}`.
    public func map(
        _ key: String, abbreviatedBy short: String? = nil, help: String = ""
    ) throws -> DocumentReader {
        describe(key, "a map of keys", .map([]), help)
        var value = find(key) ?? whole.with(.map([]))
        if case .null = value.content { value = value.with(.map([])) }
        if let short, case .string = value.content {
            value = value.with(.map([.init(short, value)]))
        }
        let reader = try DocumentReader(
            value, file: file, keyPath: keyPath(of: key), isDescribing: isDescribing, faults: faults)
        read.append((key, .map(reader)))
        return reader
    }

    /// The value under `key` as it is, unchecked, for the caller to interpret; absent gives nil.
    public func raw(_ key: String) -> DocumentValue? {
        optional.append(key)
        guard let value = find(key) else { return nil }
        read.append((key, .value(value)))
        return value
    }

    /// Whether `key` is present and not null.
    public func has(_ key: String) -> Bool {
        optional.append(key)
        guard let value = find(key) else { return false }
        return value.content != .null
    }

    /// Whether there is a map under `key`, for a value that is written as a scalar or as a map.
    public func isMap(_ key: String) -> Bool {
        if case .map? = find(key)?.content { true } else { false }
    }

    /// Whether `key` holds a list.
    public func isList(_ key: String) -> Bool {
        if case .list? = find(key)?.content { true } else { false }
    }

    /// Describes a key in place of the accessors that read it, which see one of its forms: the family that a map's `kind` is
    /// chosen from, or a value that is a number or a map.
    public func describe(_ key: String, as expected: String, default fallback: String?, help: String) {
        describe(key, expected, fallback.map { .string($0) }, help)
    }

    // MARK: The end of reading

    /// Refuses keys that were not read, here and in every map read from here.
    public func finish() throws {
        let known = read.map(\.key)
        for entry in entries where !known.contains(entry.key) && !isOfUnknownKind && !blamed.contains(entry.key) {
            try recover(from: unknownWord(entry.key, among: known + optional, at: entry.value), with: ())
        }
        for (_, value) in read {
            switch value {
            case .value: break
            case .map(let reader): try reader.finish()
            case .list(let items):
                for case .map(let reader) in items { try reader.finish() }
            }
        }
    }

    /// Everything that was read, defaults included, in reading order.
    public var resolved: DocumentValue {
        var entries: [DocumentValue.Entry] = []
        for (key, value) in read where !entries.contains(where: { $0.key == key }) {
            switch value {
            case .value(let value): entries.append(.init(key, value))
            case .map(let reader): entries.append(.init(key, reader.resolved))
            case .list(let items):
                let values = items.map { item in
                    switch item {
                    case .scalar(let value): value
                    case .map(let reader): reader.resolved
                    }
                }
                entries.append(.init(key, DocumentValue(.list(values))))
            }
        }
        return DocumentValue(.map(entries))
    }

    /// An error at `key` of this map, for checks that span several keys.
    public func error(_ key: String, _ message: String) -> DocumentError {
        error(key, find(key), message)
    }

    // MARK: Inside

    /// Keys that stand where another was missed.
    private var blamed: Set<String> = []

    /// Notes the mistake and goes on with a value that is allowed, or throws it.
    private func recover<Value>(from error: DocumentError, with value: Value?) throws -> Value {
        guard let faults, let value else { throw error }
        faults.note(error)
        return value
    }

    private func describe(_ key: String, _ expected: String, _ fallback: DocumentValue.Content?, _ help: String) {
        guard isDescribing else { return }
        let description = KeyDescription(
            name: key, expected: expected, fallback: fallback.map { DocumentValue($0) }, help: help)
        if let index = descriptions.firstIndex(where: { $0.name == key }) {
            // Asked for twice, as `has` before the value: the one that says more stays.
            if descriptions[index].expected.isEmpty { descriptions[index] = description }
        } else {
            descriptions.append(description)
        }
    }

    private func find(_ key: String) -> DocumentValue? { entries.first { $0.key == key }?.value }

    private func keyPath(of key: String) -> String { keyPath.isEmpty ? key : "\(keyPath).\(key)" }

    private func note<Value>(_ key: String, _ value: DocumentValue, _ result: Value) -> Value {
        read.append((key, .value(value)))
        return result
    }

    private func error(_ key: String, _ value: DocumentValue?, _ message: String) -> DocumentError {
        // A value without a place of its own gets that of this map.
        let hasPlace = value?.line != nil || value?.assignment != nil
        return DocumentError(file: file, value: hasPlace ? value : whole, keyPath: keyPath(of: key), message: message)
    }

    /// The key is not there; where an unread key looks like it, that one is what is wrong.
    private func missing(_ key: String, _ expected: String) -> DocumentError {
        let unread = entries.filter { entry in !read.contains { $0.key == entry.key } }
        if let typo = nearMiss(key, among: unread.map(\.key)), let entry = unread.first(where: { $0.key == typo }) {
            blamed.insert(typo)
            return error(typo, entry.value, "unknown key; did you mean '\(key)'?")
        }
        return error(key, nil, "missing; expected \(expected)")
    }

    private func scalar<Value>(
        _ key: String, _ fallback: DocumentValue.Content?, expected: String, example: DocumentValue.Content,
        help: String, _ take: (DocumentValue.Content) -> Value?
    ) throws -> Value {
        describe(key, expected, fallback, help)
        let found = find(key)
        let fallback = isDescribing ? fallback ?? example : fallback
        let content = found?.content ?? fallback
        if let content, let result = take(content) { return note(key, DocumentValue(content), result) }
        let fault =
            content.map {
                error(
                    key, found,
                    "\(DocumentValue($0).summary) is not allowed; expected \(expected)\(NumberBound.limits($0))")
            } ?? missing(key, expected)
        return note(key, DocumentValue(content ?? .null), try recover(from: fault, with: take(fallback ?? example)))
    }

    private func scalars<Value>(
        _ key: String, _ fallback: [DocumentValue.Content]?, expected: String, example: DocumentValue.Content,
        help: String, _ take: (DocumentValue.Content) -> Value?
    ) throws -> [Value] {
        describe(
            key, "a list, each \(expected)", fallback.map { .list($0.map { DocumentValue($0) }) }, help)
        let fallback = isDescribing ? fallback ?? [example] : fallback
        let found = find(key)
        let value = found ?? fallback.map { DocumentValue(.list($0.map { DocumentValue($0) })) }
        guard let value else { throw missing(key, "a list, each \(expected)") }
        guard case .list(let elements) = value.content else {
            throw error(key, found, "\(value.summary) is not allowed; expected a list, each \(expected)")
        }
        let result = try elements.enumerated().map { index, element in
            guard let result = take(element.content) else {
                throw error(
                    "\(key)[\(index)]", element,
                    "\(element.summary) is not allowed; expected \(expected)\(NumberBound.limits(element.content))")
            }
            return result
        }
        return note(key, value, result)
    }

    private func unknownWord(_ key: String, _ word: String, among words: [String]) -> DocumentError {
        let hint = nearMiss(word, among: words).map { "; did you mean '\($0)'?" } ?? "."
        return error(key, "'\(word)' is unknown\(hint) Expected one of: \(words.joined(separator: ", "))")
    }

    private func unknownWord(_ key: String, among known: [String], at value: DocumentValue) -> DocumentError {
        let hint = nearMiss(key, among: known).map { "; did you mean '\($0)'?" } ?? "."
        let words = Array(Set(known)).sorted().joined(separator: ", ")
        return DocumentError(
            file: file, value: value, keyPath: keyPath(of: key), message: "unknown key\(hint) Known here: \(words)")
    }
}

/// What a number of a document may be; infinities and NaN never are.
///
/// Nor are numbers beyond 10³⁰, and below 10⁻³⁰ where 0 is not allowed: no quantity of ours is that large or that small, and
/// products and quotients of several stay numbers, in 32 bits the number itself.
public enum NumberBound: Sendable, CustomStringConvertible {
    case any
    case positive
    case atLeast(Double)
    case within(ClosedRange<Double>)

    private static let (largest, smallestPositive) = (1e30, 1e-30)

    package func allows(_ value: Double) -> Bool {
        guard value.magnitude <= Self.largest else { return false }
        return switch self {
        case .any: true
        case .positive: value >= Self.smallestPositive
        case .atLeast(let minimum): value >= minimum
        case .within(let range): range ~= value
        }
    }

    /// What a message adds for a number beyond the limits of all bounds.
    static func limits(_ content: DocumentValue.Content) -> String {
        guard case .number(let value) = content, value.isFinite else { return "" }
        if value.magnitude > largest { return ", no larger than \(largest)" }
        return 0 < value && value < smallestPositive ? ", no smaller than \(smallestPositive)" : ""
    }

    /// A number within the bound.
    var example: Double {
        switch self {
        case .any, .positive: 1
        case .atLeast(let minimum): minimum
        case .within(let range): range.lowerBound
        }
    }

    public var description: String {
        switch self {
        case .any: "a number"
        case .positive: "a number above 0"
        case .atLeast(let minimum): "a number, at least \(minimum)"
        case .within(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}
