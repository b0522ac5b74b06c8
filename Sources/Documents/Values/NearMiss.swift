/// The candidate that a misspelt name most likely means, or nil if none is near.
///
/// Case is ignored; a candidate is near if at most a third of the longer name's characters (at least one) differ, two that
/// changed places counting as one. Ties go to the earlier candidate.
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

/// Levenshtein distance with transpositions of neighbours.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var distance = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), row[j] + 1, rows[i][j + 1] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, rows[i - 1][j - 1] + 1) }
            row.append(distance)
        }
        rows.append(row)
    }
    return rows[a.count][b.count]
}
