import Learning
import LinearAlgebra

extension Network {
    /// The whole gradient of each example, a row each.
    func perExampleGradients(
        _ parameters: [Float], on dataset: Dataset, rows: [Int], in workspace: NetworkWorkspace
    ) -> Matrix {
        var elements: [Float] = []
        var one = [Float](repeating: 0, count: parameterCount)
        for row in rows {
            _ = gradient(parameters, on: dataset, rows: [row], into: &one, in: workspace)
            elements += one
        }
        return Matrix(rows: rows.count, columns: parameterCount, elements: elements)
    }
}

extension LastLayerGradients {
    /// One row per example in the layout of `Network.lastLayer`: features × classes, then classes.
    func expanded() -> Matrix {
        let (n, classes, width) = (residuals.rows, residuals.columns, features.columns)
        var elements: [Float] = []
        for i in 0..<n {
            let residual = residuals.row(i)
            for feature in features.row(i) { for r in residual { elements.append(feature * r) } }
            elements += residual
        }
        return Matrix(rows: n, columns: (width + 1) * classes, elements: elements)
    }
}
