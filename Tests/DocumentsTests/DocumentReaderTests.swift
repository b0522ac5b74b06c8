import Documents
import Testing

@Suite struct DocumentReaderTests {
    private func reader(_ text: String) throws -> DocumentReader {
        try DocumentReader(try YAMLDocument.parse(text, file: "e.yaml"), file: "e.yaml")
    }

    /// The message that reading `text` gives; empty if there is none.
    private func message(_ text: String, _ read: (DocumentReader) throws -> Void) -> String {
        do {
            let reader = try reader(text)
            try read(reader)
            try reader.finish()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func defaultsAndGivenValuesAreReadAndResolved() throws {
        let reader = try reader("rounds: 3\nmodel:\n  hidden: [8, 4]\n")
        #expect(try reader.integer("rounds", atLeast: 1) == 3)
        #expect(try reader.number("rate", .positive, default: 0.5) == 0.5)
        #expect(try reader.map("model").integers("hidden", atLeast: 1) == [8, 4])
        try reader.finish()
        #expect(reader.resolved == ["rounds": 3, "rate": 0.5, "model": ["hidden": [8, 4]]])
    }

    @Test(arguments: [
        ("rounds: sixty", "e.yaml:1: rounds: 'sixty' is not allowed; expected a whole number, at least 1"),
        ("rounds: 0", "e.yaml:1: rounds: 0 is not allowed; expected a whole number, at least 1"),
        ("\nrounds: .nan", "e.yaml:2: rounds: '.nan' is not allowed; expected a whole number, at least 1"),
        ("rouns: 5", "e.yaml:1: rouns: unknown key; did you mean 'rounds'?"),
        ("other: 5", "e.yaml:1: rounds: missing; expected a whole number, at least 1"),
        ("rounds: 5\nother: 1", "e.yaml:2: other: unknown key. Known here: rounds"),
        ("rounds: 5\nrounds: 6", "e.yaml:1: a key is given twice: rounds"),
        ("- 1", "e.yaml:1: expected a map of keys, found a list of 1"),
    ])
    func oneErrorWithItsPlace(text: String, expected: String) {
        #expect(message(text) { _ = try $0.integer("rounds", atLeast: 1) }.hasPrefix(expected))
        #expect(message("rounds: 5") { _ = try $0.integer("rounds", atLeast: 1) }.isEmpty)
    }

    @Test(arguments: ["nan", "inf", "-1", "'1'", "[1]", "true"])
    func numbersRefuseWhatTheyMayNotBe(word: String) {
        #expect(message("rate: \(word)") { _ = try $0.number("rate", .positive) }.contains("expected a number above 0"))
    }

    @Test(arguments: [
        ("1e300", "no larger than 1e+30"), ("-1e31", "no larger than 1e+30"), ("5e-324", "no smaller than 1e-30"),
        ("1e-31", "no smaller than 1e-30"), ("inf", "expected a number above 0"), ("nan", "expected a number above 0"),
        ("1e30", ""), ("1e-30", ""),
    ])
    func numbersBeyondAllQuantitiesAreRefused(word: String, expected: String) {
        let message = message("rate: \(word)") { _ = try $0.number("rate", .positive) }
        #expect(expected.isEmpty ? message.isEmpty : message.contains(expected), "\(message)")
    }

    @Test(arguments: ["2147483648", "9007199254740992", "9223372036854775807", "-1", "9223372036854775808", "1e300"])
    func wholeNumbersWhoseProductsWouldOverflowAreRefused(word: String) {
        let message = message("rounds: \(word)") { _ = try $0.integer("rounds", atLeast: 1) }
        #expect(message.contains("expected a whole number"), "\(message)")
    }

    @Test func aLoneWordInAListOfMapsIsAMap() throws {
        let reader = try reader("layers: [relu, {kind: linear}]")
        #expect(try reader.maps("layers", abbreviatedBy: "kind").map { try $0.string("kind") } == ["relu", "linear"])
        try reader.finish()
        #expect(reader.resolved == ["layers": [["kind": "relu"], ["kind": "linear"]]])
        #expect(message("layers: [relu]") { _ = try $0.maps("layers") }.contains("expected a map of keys"))
    }

    @Test func countryCodesStayWords() throws {
        #expect(try reader("sites: [NO, SE, FI]").strings("sites") == ["NO", "SE", "FI"])
    }

    @Test(arguments: [
        ("rounds=0", "e.yaml with --set rounds=0: rounds: 0 is not allowed"),
        ("rouns=6", "e.yaml with --set rouns=6: rouns: unknown key; did you mean 'rounds'?"),
        ("rounds={a: 1}", "e.yaml with --set rounds={a: 1}: rounds: a map with keys a is not allowed"),
    ])
    func anOverrideStandsForItsMistakes(assignment: String, expected: String) throws {
        var root = try YAMLDocument.parse("rounds: 5", file: "e.yaml")
        try YAMLDocument.apply(assignment, to: &root)
        let error = #expect(throws: DocumentError.self) {
            let reader = try DocumentReader(root, file: "e.yaml")
            _ = try reader.integer("rounds", atLeast: 1)
            try reader.finish()
        }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }

    @Test func overridesReachMapsAndListsByNameOrPosition() throws {
        var root = try YAMLDocument.parse(
            "a: {b: 1}\nshort: word\nmethods: [{name: x, v: 1}, {name: y}]", file: "e")
        for assignment in ["a.b=2", "a.c=hello", "methods.x.v=3", "methods.1.v=[4, 5]", "short.k=6"] {
            try YAMLDocument.apply(assignment, to: &root)
        }
        #expect(
            root
                == [
                    "a": ["b": 2, "c": "hello"], "short": ["kind": "word", "k": 6],
                    "methods": [["name": "x", "v": 3], ["name": "y", "v": [4, 5]]],
                ])
        #expect(throws: DocumentError.self) { try YAMLDocument.apply("methods.z.v=1", to: &root) }
        #expect(throws: DocumentError.self) { try YAMLDocument.apply("a", to: &root) }
        #expect(throws: DocumentError.self) { try YAMLDocument.apply("a.b.c=1", to: &root) }
    }

    /// Aliases of aliases take nine times the memory with each line; they are refused before they are expanded.
    @Test func aliasesAreRefusedBeforeTheyAreExpanded() throws {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (name, before) in zip("bcdefghijk", "abcdefghij") {
            let aliases = [String](repeating: "*\(before)", count: 9).joined(separator: ",")
            bomb += "\(name): &\(name) [\(aliases)]\n"
        }
        let error = #expect(throws: DocumentError.self) { try YAMLDocument.parse(bomb, file: "e.yaml") }
        #expect(error?.line == 2 && error?.message.contains("alias *a") == true, "\(String(describing: error))")
        let emphasis = try YAMLDocument.parse("a: '&x *x'\nb: 2 * 3 # &y *y\nc: R&D\n", file: "e.yaml")
        #expect(emphasis["a"] == "&x *x" && emphasis["b"] == "2 * 3" && emphasis["c"] == "R&D")
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(throws: DocumentError.self) { try YAMLDocument.parse(deep, file: "e.yaml") }
    }
}
