import LinearAlgebra
import Reproducibility
import Testing

@Suite struct CenteredRowsTests {
    private func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        var rng = RandomStream(seed: 2, "centered", rows, columns)
        return Matrix(
            rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(100 + rng.normal()) })
    }

    @Test(arguments: [(1, 3), (7, 1), (9, 40), (4, 600)])
    func agreesWithTheDefinition(rows: Int, columns: Int) {
        let given = matrix(rows, columns)
        let centered = given.withView { CenteredRows($0) }
        #expect(centered.order == Array(0..<rows))
        for k in 0..<columns {
            let mean = (0..<rows).reduce(0.0) { $0 + Double(given[$1, k]) } / Double(rows)
            for i in 0..<rows { #expect(abs(Double(centered.matrix[i, k]) - (Double(given[i, k]) - mean)) < 1e-5) }
        }
        for i in 0..<rows {
            let square = centered.matrix.row(i).reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs(Double(centered.squares[i]) - square) < 1e-4 * max(1, square))
        }
    }

    @Test func sortedRowsAreTheGivenOnesByNorm() {
        // Rows 1 and 4 are equal: they keep their order.
        var elements = matrix(6, 5).elements
        elements.replaceSubrange(20..<25, with: elements[5..<10])
        let given = Matrix(rows: 6, columns: 5, elements: elements)
        let plain = given.withView { CenteredRows($0) }
        let sorted = given.withView { CenteredRows($0, sortedByNorm: true) }
        #expect(sorted.squares == sorted.squares.sorted() && sorted.order.sorted() == Array(0..<6))
        for (place, i) in sorted.order.enumerated() {
            #expect(
                Array(sorted.matrix.row(place)) == Array(plain.matrix.row(i))
                    && sorted.squares[place] == plain.squares[i])
        }
        let twins = sorted.order.filter { $0 == 1 || $0 == 4 }
        #expect(twins == [1, 4])
    }

    @Test func noRowsAndNoColumns() {
        #expect(matrix(0, 3).withView { CenteredRows($0) }.squares.isEmpty)
        #expect(matrix(2, 0).withView { CenteredRows($0, sortedByNorm: true) }.squares == [0, 0])
    }
}
