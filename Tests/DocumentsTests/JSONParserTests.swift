import Documents
import Foundation
import Testing

@Suite struct JSONParserTests {
    private func value(_ text: String) throws -> DocumentValue {
        try DocumentValue(json: Data(text.utf8), file: "a.json")
    }

    @Test func valuesKnowTheirPlace() throws {
        let root = try value("{\"a\": [1, 2.5,\n  \"x\\u00e9\\n\"], \"b\": null, \"c\": {\"d\": true}}")
        #expect(root == ["a": [1, 2.5, "xé\n"], "b": DocumentValue(.null), "c": ["d": true]])
        let text = try #require(root["a"]?.elements?[2])
        #expect(text.line == 2 && text.column == 3)
        #expect(root[path: "a[1]"]?.doubleValue == 2.5 && root[path: "c.d"] == true && root[path: "c.e"] == nil)
    }

    @Test(arguments: [
        ("{\"a\": 1,\n \"a\": 2}", "a.json:2:2: the key 'a' is given twice"),
        ("{\"a\": 1\n", "a.json:2:1: the end of the file where JSON needs ',' or '}'"),
        ("[1, NaN]", "a.json:1:5"), ("[01]", "a.json:1:3"), ("\"a", "a closing quote"),
        ("[1] 2", "the end of the file"),
        (String(repeating: "[", count: 100_000), "nested levels"),
    ])
    func faultsHaveAPlace(text: String, expected: String) {
        let error = #expect(throws: DocumentError.self) { try value(text) }
        #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    }

    @Test func valuesFollowOneAnother() throws {
        var parser = JSONParser(Data("1 [NaN]\n{}".utf8), file: "a", acceptsNonFinite: true)
        #expect(try parser.value() == 1)
        #expect(try parser.value().elements?.first?.doubleValue?.isNaN == true)
        #expect(try parser.value() == [:] && parser.isAtEnd)
    }

    /// Through Codable and back: sorted keys, whole numbers without a fraction.
    @Test func codableAndBack() throws {
        let root: DocumentValue = ["b": [1, 2.5, "x"], "a": ["d": true, "c": DocumentValue(.null)], "n": 3.0]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(root)
        #expect(String(decoding: data, as: UTF8.self) == "{\"a\":{\"c\":null,\"d\":true},\"b\":[1,2.5,\"x\"],\"n\":3}")
        #expect(try JSONDecoder().decode(DocumentValue.self, from: data) == root)
    }
}
