/// The candidate that a misspelt name most likely means, or nil if none is near.
///
/// Case is ignored; a candidate is near if at most a third of the longer name's characters (at least one) differ.
/// Ties go to the earlier candidate.
package func nearMiss(_ name: String, among candidates: [String]) -> String? {
    let typed = Array(name.lowercased())
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let letters = Array(candidate.lowercased())
        let distance = editDistance(typed, letters)
        if distance <= max(1, max(typed.count, letters.count) / 3), distance < best?.distance ?? .max {
            best = (distance, candidate)
        }
    }
    return best?.name
}

/// Levenshtein distance.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
