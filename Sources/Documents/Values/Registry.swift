import Synchronization

/// A type that reads itself from a document: its word, what it is in one line, and its keys, which are in `init` with their
/// ranges, defaults, units and help, beside the formula that uses them.
public protocol SelfDescribing: Sendable {
    /// The value of `kind` in a document and on the command line, in lower camel case.
    static var kind: String { get }
    /// One line for lists and guides, without a full stop.
    static var abstract: String { get }
    /// Reads the keys beside `kind`; the caller calls `finish`.
    init(_ reader: DocumentReader) throws
}

/// The members of a family, such as all policies, by their `kind`.
///
/// Decoding, suggestions, `cafe list`, the tables of the guides, shell completion and the tests that walk a family all ask
/// its registry. A library that depends on this one adds members of its own with `register`, before it reads a document.
public final class Registry<Member>: Sendable {
    public struct Entry: Sendable {
        public let kind: String
        public let abstract: String
        fileprivate let read: @Sendable (DocumentReader) throws -> Member

        /// For a member that is a case rather than a type of its own.
        public init(_ kind: String, _ abstract: String, read: @escaping @Sendable (DocumentReader) throws -> Member) {
            (self.kind, self.abstract, self.read) = (kind, abstract, read)
        }

        /// - Precondition: the type is one of the family.
        public init(_ type: any SelfDescribing.Type) {
            self.init(type.kind, type.abstract) { reader in
                guard let member = try type.init(reader) as? Member else {
                    preconditionFailure("\(type) is no \(Member.self)")
                }
                return member
            }
        }

        /// The keys beside `kind`, in reading order.
        public var keys: [KeyDescription] { DocumentReader.keys(ofKind: kind) { _ = try read($0) } }
    }

    /// What one member is called, such as "policy", and several.
    public let (singular, plural): (String, String)
    /// Earlier spellings with the present ones.
    private let renamed: [String: String]
    private let members: Mutex<[Entry]>
    /// How many members come with the library, ahead of those that others registered.
    public let shippedCount: Int

    /// - Parameter renamed: earlier spellings, which are refused with the present one.
    public init(_ singular: String, plural: String, _ entries: [Entry], renamed: [String: String] = [:]) {
        (self.singular, self.plural, self.renamed) = (singular, plural, renamed)
        members = Mutex([])
        shippedCount = entries.count
        for entry in entries { register(entry) }
    }

    /// - Parameter types: conform to the family's protocol.
    public convenience init(_ singular: String, plural: String, types: [any SelfDescribing.Type]) {
        self.init(singular, plural: plural, types.map { Entry($0) })
    }

    /// In the order in which they were registered.
    public var entries: [Entry] { members.withLock { $0 } }
    public var kinds: [String] { entries.map(\.kind) }

    /// Adds a member.
    ///
    /// - Precondition: no other one has its `kind`.
    public func register(_ entry: Entry) {
        members.withLock { members in
            precondition(!members.contains { $0.kind == entry.kind }, "two \(plural) are called '\(entry.kind)'")
            members.append(entry)
        }
    }

    public func register(_ type: any SelfDescribing.Type) { register(Entry(type)) }

    /// The member that `kind` names in the reader's map.
    ///
    /// - Throws: `DocumentError` with a suggestion for an unknown kind, and what the member's own keys give.
    public func read(_ reader: DocumentReader, default fallback: String? = nil) throws -> Member {
        let kind = try reader.kind(among: kinds, renamed: renamed, default: fallback)
        guard let entry = entries.first(where: { $0.kind == kind }) else {
            preconditionFailure("\(kind) is not among \(kinds)")
        }
        return try entry.read(reader)
    }
}

extension DocumentReader {
    /// The member of a family under `key`: `utility: kCenter`, or `utility: {kind: gradientMatching, ridge: 0.1}`.
    ///
    /// - Parameter fallback: the kind where the key is absent; nil if it must be given.
    public func member<Member>(
        _ key: String, of registry: Registry<Member>, default fallback: String? = nil, help: String = ""
    ) throws -> Member {
        describe(key, as: "one of the \(registry.plural)", default: fallback, help: help)
        return try registry.read(map(key, abbreviatedBy: "kind"), default: fallback)
    }
}
