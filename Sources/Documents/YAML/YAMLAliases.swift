/// The name of the first alias in a YAML text, with its line; nil without one.
///
/// Found in the text and not in the parsed nodes: aliases of aliases grow beyond any memory while they are parsed. An alias
/// is `*name` where a value begins, outside quotes and comments, with an anchor `&name` before it; text that only looks
/// like one, such as emphasis, has no anchor.
/// - Complexity: O(length).
func firstAlias(in text: String) -> (name: String, line: Int)? {
    var anchors: Set<Substring> = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        var quote: Character?
        // Whether a value may begin here: at the start, after a blank, and after what opens or parts a collection.
        var mayBegin = true
        var rest = line[...]
        while let character = rest.popFirst() {
            if let open = quote {
                if character == "\\", open == "\"" { _ = rest.popFirst() }
                if character == open { quote = nil }
                continue
            }
            if mayBegin {
                if character == "#" { break }
                if character == "\"" || character == "'" { quote = character }
                if character == "&" || character == "*" {
                    let name = rest.prefix { !$0.isWhitespace && !",[]{}".contains($0) }
                    if character == "&" { anchors.insert(name) }
                    if character == "*", anchors.contains(name) { return (String(name), index + 1) }
                }
            }
            mayBegin = character.isWhitespace || "[{,".contains(character)
        }
    }
    return nil
}
