import LinearAlgebra
import Reproducibility
import Testing

@Suite struct GramMatrixTests {
    private func matrix(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
        var rng = RandomStream(seed: seed, "gram", rows, columns)
        return Matrix(
            rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in Float(rng.normal()) })
    }

    /// Widths around the lanes and the blocks of the kernel.
    @Test(arguments: [0, 1, 15, 16, 17, 511, 512, 513, 1100])
    func agreesWithTheDefinition(columns: Int) {
        let a = matrix(7, columns)
        let gram = a.withView { gramMatrix(of: $0) }
        for i in 0..<7 {
            for j in 0..<7 {
                let exact = (0..<columns).reduce(0.0) {
                    $0 + Double(a.elements[i * columns + $1]) * Double(a.elements[j * columns + $1])
                }
                #expect(abs(gram[i * 7 + j] - exact) <= 1e-12 * Double(columns))
                #expect(gram[i * 7 + j] == gram[j * 7 + i])
            }
        }
    }

    @Test(arguments: [(1, 40), (5, 600), (33, 70)])
    func broughtUpToDateIsComputedAnew(rows: Int, columns: Int) {
        var rng = RandomStream(seed: 3, "changes")
        var a = matrix(rows, columns)
        var gram = a.withView { gramMatrix(of: $0) }
        for step in 0..<20 {
            let changed = (0..<rows).filter { _ in Int.random(in: 0..<3, using: &rng) == 0 }.shuffled(using: &rng)
            let fresh = matrix(rows, columns, seed: UInt64(step + 10))
            var elements = a.elements
            for row in changed {
                let range = row * columns..<(row + 1) * columns
                elements.replaceSubrange(range, with: fresh.elements[range])
            }
            a = Matrix(rows: rows, columns: columns, elements: elements)
            a.withView { updateGramMatrix(&gram, of: $0, changed: changed) }
            #expect(gram == a.withView { gramMatrix(of: $0) })
        }
    }

    @Test func anEntryDependsOnItsTwoRowsAlone() {
        let a = matrix(9, 530)
        let all = a.withView { gramMatrix(of: $0) }
        let some = a.withView { gramMatrix(of: $0.rows(3..<7)) }
        for i in 0..<4 { for j in 0..<4 { #expect(some[i * 4 + j] == all[(i + 3) * 9 + j + 3]) } }
    }

    /// To the last bit: a run that looks at norms alone goes as one that records all products.
    @Test(arguments: [0, 1, 16, 511, 512, 513, 1100])
    func squaredNormsAreTheDiagonal(columns: Int) {
        let a = matrix(5, columns)
        let gram = a.withView { gramMatrix(of: $0) }
        for row in 0..<5 {
            #expect(Array(a.row(row)).withUnsafeBufferPointer { squaredNorm(of: $0) } == gram[row * 5 + row])
        }
    }

    @Test func noRowsAndNoChange() {
        #expect(matrix(0, 5).withView { gramMatrix(of: $0) }.isEmpty)
        var gram = [4.0]
        matrix(1, 3).withView { updateGramMatrix(&gram, of: $0, changed: []) }
        #expect(gram == [4])
    }
}
