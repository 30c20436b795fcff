package import ByteIO
package import Formats
internal import JSONText
package import ModelSchema
internal import Tensors

/// How a folder of sentence-transformers makes one vector of a text: the modules after its transformer.
package struct SentenceVectors: Sendable {
    private enum Step: Sendable {
        /// One or more summaries of the tokens, one after the other in the vector.
        case pooling([Pooling])
        case dense(weight: [Float], bias: [Float], width: Int, Activation)
        case normalise
    }

    /// How tokens become one vector, by the name that the library gives it.
    private enum Pooling: String, CaseIterable {
        case cls, max, mean
        case meanOfRoot = "mean_sqrt_len_tokens"
        case weightedMean = "weightedmean"
        case last = "lasttoken"

        /// The field of older versions.
        var flag: String {
            switch self {
            case .cls: "pooling_mode_cls_token"
            case .max: "pooling_mode_max_tokens"
            case .mean: "pooling_mode_mean_tokens"
            case .meanOfRoot: "pooling_mode_mean_sqrt_len_tokens"
            case .weightedMean: "pooling_mode_weightedmean_tokens"
            case .last: "pooling_mode_lasttoken"
            }
        }

        var words: String {
            switch self {
            case .cls: "the first token"
            case .max: "the largest of the tokens"
            case .mean: "the mean of the tokens"
            case .meanOfRoot: "the sum of the tokens by the root of their number"
            case .weightedMean: "the mean of the tokens, weighted by place"
            case .last: "the last token"
            }
        }
    }

    private let steps: [Step]
    /// How the vectors are made, in words.
    package let description: String

    /// Reads the modules of the folder; nil: it is none of sentence-transformers.
    ///
    /// - Throws: ``Fault`` `probe.pooling` for a module of another type, `file.*`, `json.*`.
    package init?(at place: ModelPlace, _ reader: CheckpointReader) throws(Fault) {
        guard let folder = place.sentenceFolder, let list = try SentenceModules(in: folder) else { return nil }
        var steps: [Step] = []
        var words: [String] = []
        for module in list.modules where !module.isTransformer {
            guard module.isInside else {
                throw Fault.moduleOutside(module.folder).inFile(FilePath.join(folder, "modules.json"))
            }
            let path = FilePath.join(folder, module.folder)
            let stated = try SentenceLibrary.object("config.json", in: path)
            let configuration = stated ?? JSONObject()
            if module.isOf("Pooling") {
                guard let stated else { throw Fault.poolingMissing.inFile(path) }
                let modes = try Self.modes(stated, in: path)
                steps.append(.pooling(modes ?? [.mean]))
                words.append((modes ?? [.mean]).map(\.words).joined(separator: " and "))
                if modes == nil { words.append("which is taken as no mode is stated") }
            } else if module.isOf("Normalize") {
                steps.append(.normalise)
                words.append("length 1")
            } else if module.isOf("Dense") {
                steps.append(try Self.dense(configuration, in: path, reader))
                words.append("a dense layer")
            } else if !module.isOf("Dropout") {
                throw Fault.moduleUnknown(module.type).inFile(FilePath.join(folder, "modules.json"))
            }
        }
        guard case .pooling = steps.first else { return nil }
        self.steps = steps
        description = words.joined(separator: ", ")
    }

    /// Nil: none is stated, and the library takes the mean (6.2: `_convert_legacy_pooling_kwargs`).
    private static func modes(_ configuration: JSONObject, in folder: String) throws(Fault) -> [Pooling]? {
        if let value = configuration["pooling_mode"], value != .null {
            var modes: [Pooling] = []
            for value in value.array ?? [value] {
                guard let mode = value.string.flatMap(Pooling.init) else {
                    throw Fault.poolingUnknown(value.string ?? value.typeName, known: Pooling.allCases.map(\.rawValue))
                        .inFile(FilePath.join(folder, "config.json"))
                }
                modes.append(mode)
            }
            guard !modes.isEmpty else { throw Fault.noPooling.inFile(FilePath.join(folder, "config.json")) }
            return modes
        }
        let stated = Pooling.allCases.filter { configuration[$0.flag] == .bool(true) }
        return stated.isEmpty ? nil : stated
    }

    /// What a dense module applies, by the last part of the name of torch's class.
    private static let activations: [(name: String, activation: Activation)] = [
        ("Tanh", .tanh), ("Identity", .identity), ("ReLU", .relu), ("GELU", .gelu), ("Sigmoid", .sigmoid),
        ("SiLU", .silu),
    ]

    private static func dense(
        _ configuration: JSONObject, in folder: String, _ reader: CheckpointReader
    ) throws(Fault) -> Step {
        let names = ["model.safetensors", "pytorch_model.bin"]
        guard let name = names.first(where: { PathKind(of: FilePath.join(folder, $0)) == .file }) else {
            throw Fault.denseMissing.inFile(folder)
        }
        let table = try reader.open(FilePath.join(folder, name)).table
        guard let weight = table["linear.weight"], weight.shape.rank == 2 else {
            throw Fault.denseMissing.inFile(FilePath.join(folder, name))
        }
        let function = configuration["activation_function"]?.string?.split(separator: ".").last ?? "Tanh"
        guard let activation = activations.first(where: { $0.name == function })?.activation else {
            throw Fault.activationUnknown(
                String(function), field: "activation_function", known: activations.map(\.name)
            ).inFile(FilePath.join(folder, "config.json"))
        }
        return .dense(
            weight: try numbers(of: weight), bias: try table["linear.bias"].map(numbers) ?? [],
            width: weight.shape.dimensions.last ?? 0, activation)
    }

    private static func numbers(of entry: TensorEntry) throws(Fault) -> [Float] {
        guard FloatStream.reads(entry.elementType) else {
            throw Fault.parameterNotFloat(entry.name, entry.elementType).inFile(entry.file.path)
        }
        var stream = FloatStream()
        try stream.open(entry)
        var numbers: [Float] = []
        while let some = try unsafe stream.next() { unsafe numbers.append(contentsOf: some) }
        return numbers
    }
}

extension SentenceVectors {
    /// A vector for each text.
    package func vectors(of record: ProbeRecord) -> [[Float]] {
        guard let hidden = record.output(.hidden) else { return [] }
        return hidden.texts.map { text in
            var vector: [Float] = []
            for step in steps {
                switch step {
                case .pooling(let modes): vector = modes.flatMap { Self.pool(text.values, $0) }
                case .normalise:
                    let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
                    vector = vector.map { Float(Double($0) / Swift.max(length, 1e-12)) }
                case .dense(let weight, let bias, let width, let activation):
                    vector = Self.multiply(vector, weight, bias, width, activation)
                }
            }
            return vector
        }
    }

    private static func pool(_ rows: [[Float]], _ mode: Pooling) -> [Float] {
        guard let first = rows.first else { return [] }
        switch mode {
        case .cls: return first
        case .last: return rows[rows.count - 1]
        case .max: return first.indices.map { column in rows.reduce(-.infinity) { Swift.max($0, $1[column]) } }
        case .mean, .meanOfRoot, .weightedMean:
            let weights = rows.indices.map { mode == .weightedMean ? Double($0 + 1) : 1 }
            let whole = weights.reduce(0, +)
            return first.indices.map { column in
                let sum = zip(rows, weights).reduce(0.0) { $0 + Double($1.0[column]) * $1.1 }
                return Float(sum / (mode == .meanOfRoot ? whole.squareRoot() : whole))
            }
        }
    }

    private static func multiply(
        _ vector: [Float], _ weight: [Float], _ bias: [Float], _ width: Int, _ activation: Activation
    ) -> [Float] {
        guard width == vector.count, width > 0 else { return [] }
        let product = FloatMatrix(rows: 1, width: weight.count / width)
        for row in 0..<product.width {
            var sum = row < bias.count ? Double(bias[row]) : 0
            for column in 0..<width { sum += Double(weight[row * width + column]) * Double(vector[column]) }
            product[0, row] = Float(sum)
        }
        LayerWork().activate(product, activation)
        return product.values
    }
}

extension Fault {
    fileprivate static func moduleUnknown(_ type: String) -> Fault {
        Fault(
            .pooling, subject: "module '\(type)'", reason: "does something that is not computed here",
            remedy: "pass the file with the transformer's weights, to see what that returns")
    }

    fileprivate static func moduleOutside(_ path: String) -> Fault {
        Fault(
            .pooling, subject: "module '\(path)'", reason: "lies outside the folder of the model",
            remedy: "correct 'path' in modules.json")
    }

    fileprivate static func poolingUnknown(_ name: String, known: [String]) -> Fault {
        Fault(
            .pooling, subject: "field 'pooling_mode'", reason: "names the unknown pooling '\(name)'",
            remedy: "known are \(known.joined(separator: ", "))")
    }

    fileprivate static var poolingMissing: Fault {
        Fault(
            .pooling, subject: "module 'Pooling'", reason: "has no config.json, so how tokens are pooled is unknown",
            remedy: "copy the folder of the module again")
    }

    fileprivate static var noPooling: Fault {
        Fault(
            .pooling, subject: "module 'Pooling'", reason: "has an empty list of modes, so it makes no vector",
            remedy: "set 'pooling_mode' as in the folder that the model came from")
    }

    fileprivate static var denseMissing: Fault {
        Fault(
            .pooling, subject: "module 'Dense'", reason: "has no weights that are read: linear.weight",
            remedy: "save the model with sentence-transformers again")
    }
}
