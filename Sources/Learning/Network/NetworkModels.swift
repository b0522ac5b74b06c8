import Documents

/// All models, by the value of `model.kind`.
public let models = Registry<NetworkArchitecture>(
    "model", plural: "models",
    [
        .init("softmaxRegression", "multinomial logistic regression") { _ in .softmaxRegression },
        .init("mlp", "linear layers, each followed by ReLU") { reader in
            .multilayerPerceptron(
                hidden: try reader.integers("hidden", atLeast: 1, help: "widths of the hidden layers, in order"))
        },
        .init("lenet5", "LeNet-5 with ReLU and max pooling") { _ in .lenet5 },
        .init("leafCNN", "the convolutional network of LEAF") { _ in .leafCNN },
        .init("resnet8", "a residual network with one block in each of three stages") { _ in .resnet8 },
        .init("resnet14", "a residual network with two blocks in each of three stages") { _ in .resnet14 },
        .init("transformer", "a decoder-only transformer that predicts the next token of a text") { reader in
            .transformer(
                layers: try reader.integer("layers", in: 1...1000, help: "blocks of attention and feed-forward"),
                width: try reader.integer("width", atLeast: 1, help: "numbers of a position"),
                heads: try reader.integer("heads", atLeast: 1, help: "of the attention; must divide the width"),
                context: try reader.integer(
                    "context", in: 1...Embedding.longestContext, help: "tokens of an example of the text"))
        },
        .init("layers", "the layers of a list, without the last linear one to the classes") { reader in
            NetworkArchitecture(
                name: "layers",
                layers: try reader.maps("layers", abbreviatedBy: "kind", help: "each one of the layers")
                    .map { try layers.read($0) })
        },
    ],
    renamed: ["softmax-regression": "softmaxRegression", "leaf-cnn": "leafCNN"])
