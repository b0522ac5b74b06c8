/// Walks an architecture, checks shapes, places parameters, and collects operations; each layer appends itself.
public struct NetworkPlan {
    private let architecture: NetworkArchitecture
    package private(set) var operations: [any LayerOperation] = []
    private(set) var blocks: [ParameterBlock] = []
    private(set) var parameterCount = 0
    /// Parameters of the operations at the front that work image by image.
    private(set) var imageParameterCount = 0
    /// What the next layer sees; `isFlat` once a vector.
    public private(set) var shape: ImageShape
    public private(set) var isFlat = false
    /// The layer before the present one; nil at the input.
    private(set) var previous: (any Layer)?
    /// Whether ReLU follows the present layer, which applies it.
    private(set) var isRectified = false
    private var position = 0
    /// Classes, and predictions of an example; see `Network`.
    let classes: Int
    let predictions: Int
    /// Whether `shape` is 1 × positions of channels each, as an embedding makes them of tokens.
    private(set) var isSequence = false
    /// Offset of the embedding's token vectors, once there is one.
    private var tokenVectors = 0
    /// See `Network.lastLayer`.
    private(set) var lastLayer = 0..<0

    /// - Throws: `ArchitectureError` that names the layer.
    init(_ architecture: NetworkArchitecture, input: ImageShape, classes: Int, predictions: Int) throws {
        self.architecture = architecture
        (self.classes, self.predictions) = (classes, predictions)
        shape = input
        for (index, layer) in architecture.layers.enumerated() {
            position = index + 1
            isRectified = position < architecture.layers.count && architecture.layers[position] is ReLU
            try layer.append(to: &self)
            previous = layer
        }
        position = architecture.layers.count + 1
        isRectified = false
        if isSequence {
            appendTiedOutput()
        } else {
            let output = Linear(outputs: classes)
            try require(
                predictions == 1, output,
                "an example has \(predictions) tokens to predict; begin with an embedding, as model transformer does")
            flatten()
            let start = parameterCount
            try output.append(to: &self)
            lastLayer = start..<parameterCount
        }
    }

    private mutating func appendTiedOutput() {
        let (positions, width) = (shape.width, shape.channels)
        append(
            TiedOutputOperation(positions: positions, width: width, vocabulary: classes, tokenVectors: tokenVectors),
            shape: ImageShape(channels: classes, height: 1, width: positions))
        lastLayer = tokenVectors..<tokenVectors + classes * width
    }

    /// Numbers that a layer's weights or its output for one example may have: a gibibyte.
    private static let largestCount = 1 << 28

    /// Refuses what memory cannot hold, before any product of sizes overflows.
    public func requireMemory(_ layer: some Layer, _ what: String, _ sizes: Int...) throws {
        let count = sizes.reduce(1.0) { $0 * Double($1) }
        try require(
            count <= Double(Self.largestCount), layer,
            "\(sizes.map(String.init).joined(separator: "×")) \(what), expected \(Self.largestCount) at most")
    }

    public func requireImage(_ layer: some Layer) throws {
        try require(!isFlat, layer, "it needs an image, and its input is a vector of \(shape.count)")
        try require(!isSequence, layer, "it needs an image, and its input is a sequence of \(shape.width) positions")
    }

    public func requireSequence(_ layer: some Layer) throws {
        try require(isSequence, layer, "it needs a sequence: begin with an embedding, as model transformer does")
    }

    public func require(_ condition: Bool, _ layer: some Layer, _ reason: String) throws {
        guard condition else {
            throw ArchitectureError(
                architecture: architecture.name, position: position, layer: layer.kind, reason: reason)
        }
    }

    /// Appends an operation that makes an image of `shape` out of one.
    public mutating func append(_ operation: any LayerOperation, shape: ImageShape) {
        operations.append(operation)
        self.shape = shape
        if operations.allSatisfy(\.worksByImage) { imageParameterCount = parameterCount }
    }

    /// Appends an operation that makes a vector of `outputs` numbers.
    public mutating func append(_ operation: any LayerOperation, outputs: Int) {
        append(operation, shape: ImageShape(channels: outputs, height: 1, width: 1))
        isFlat = true
    }

    /// Appends the operation that makes a sequence of tokens' vectors, which the output shares.
    mutating func append(_ embedding: EmbeddingOperation, embeddingAt tokenVectors: Int) {
        append(embedding, shape: ImageShape(channels: embedding.width, height: 1, width: embedding.positions))
        (isSequence, self.tokenVectors) = (true, tokenVectors)
    }

    public mutating func flatten() {
        isSequence = false
        shape = ImageShape(channels: shape.count, height: 1, width: 1)
        isFlat = true
    }

    /// Places `count` parameters after those of the layers before, and returns their offset.
    ///
    /// - Parameters:
    ///   - role: such as `weight`, the end of the block's name.
    ///   - fanIn: of weights that start at random; 0 starts them all at `start`.
    public mutating func place(_ layer: some Layer, _ role: String, count: Int, fanIn: Int = 0, start: Float = 0) -> Int
    {
        let deviation = fanIn == 0 ? 0 : (2 / Double(fanIn)).squareRoot()
        return place(layer, role, count: count, deviation: deviation, start: start)
    }

    /// As above for weights that start with a standard deviation of their own.
    public mutating func place(
        _ layer: some Layer, _ role: String, count: Int, deviation: Double, start: Float = 0
    ) -> Int {
        let offset = parameterCount
        parameterCount += count
        blocks.append(
            ParameterBlock(
                name: "\(position).\(layer.kind).\(role)", range: offset..<parameterCount, deviation: deviation,
                start: start))
        return offset
    }

    /// Places a linear map that is part of a transformer's layer; it works on all positions at once.
    mutating func placeLinear(
        _ layer: some Layer, _ part: String, inputs: Int, outputs: Int
    ) -> LinearOperation {
        LinearOperation(
            inputCount: inputs, outputCount: outputs, rectified: false,
            weight: place(layer, part + ".weight", count: inputs * outputs, deviation: Embedding.deviation),
            bias: place(layer, part + ".bias", count: outputs))
    }
}
