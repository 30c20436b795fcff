internal import Forensics
internal import ModelSchema
internal import Tensors

/// The tensors of a model that face its residual stream, as the library loads them.
struct StreamTensors: Sendable {
    struct Layer: Sendable {
        let number: Int
        let kernels: [ResidualStream.Kernel: TensorEntry]
        /// Norms, and the biases of kernels that add to the stream.
        let norms: [TensorEntry]
    }

    /// How many dimensions the stream has.
    let width: Int
    let heads: Int
    /// The weights of embeddings.
    let tables: [TensorEntry]
    /// The norms that are in no layer.
    let norms: [TensorEntry]
    /// In the order of their numbers.
    let layers: [Layer]

    /// - Returns: nil when the schema of the architecture does not say what faces the stream, or a size is not known.
    init?(_ examination: Examination) {
        let tree = examination.tree
        guard let stream = tree.architecture.stream, let width = tree.configuration.integer(stream.width),
            let heads = tree.configuration.integer(stream.heads), width > 0, heads > 0
        else { return nil }
        func entry(_ module: String, _ name: String, _ layer: Int?) -> TensorEntry? {
            examination.loading.loaded[ParameterPath(template: "\(module).\(name)", layer: layer)]
        }
        func parts(_ modules: [String], _ layer: Int?) -> [TensorEntry] {
            modules.flatMap { module in ["weight", "bias"].compactMap { entry(module, $0, layer) } }
        }
        self.width = width
        self.heads = heads
        tables = stream.embeddings.compactMap { entry($0, "weight", nil) }
        norms = parts(stream.norms, nil)
        let numbers = Set(examination.loading.loaded.keys.compactMap(\.layer)).sorted()
        layers = numbers.compactMap { number in
            var kernels: [ResidualStream.Kernel: TensorEntry] = [:]
            for (kernel, module) in stream.kernels { kernels[kernel] = entry(module, "weight", number) }
            guard !kernels.isEmpty else { return nil }
            let biases = ResidualStream.Kernel.allCases.filter(\.adds).compactMap { kernel in
                stream.kernels[kernel].flatMap { entry($0, "bias", number) }
            }
            return Layer(number: number, kernels: kernels, norms: parts(stream.norms, number) + biases)
        }
    }
}

extension StreamTensors {
    /// Whether the tests have a law for a model like this.
    var isMeasurable: Bool { unclear == nil }

    /// Why the tests have no law for it; nil: they have.
    var unclear: String? {
        if width < Threshold.streamWidth {
            return "the residual stream has \(width) dimensions, and the tests need \(Threshold.streamWidth)"
        }
        if layers.count < Threshold.streamLayers {
            return "there \(layers.count == 1 ? "is 1 layer" : "are \(layers.count) layers"), and the tests need "
                + "\(Threshold.streamLayers)"
        }
        return nil
    }

    /// The names of all tensors whose profiles are compared.
    var names: Set<String> {
        var names = Set((tables + norms).map(\.name))
        for layer in layers { names.formUnion((Array(layer.kernels.values) + layer.norms).map(\.name)) }
        return names
    }

    /// The joints of all layers.
    var joints: [JointTask] {
        layers.flatMap { layer in
            ResidualStream.Joint.allCases.compactMap { joint -> JointTask? in
                let (first, second) = joint.halves
                guard let one = layer.kernels[first], let other = layer.kernels[second] else { return nil }
                return JointTask(
                    place: JointPlace(layer: layer.number, joint: joint),
                    first: JointTask.Half(name: one.name, unitsAreRows: !first.adds),
                    second: JointTask.Half(name: other.name, unitsAreRows: !second.adds),
                    heads: joint == .intermediateOutput ? 1 : heads)
            }
        }
    }

    /// What Tests R, G and O compare.
    func profiles(_ values: ValuePass) -> StreamProfiles {
        func lines(_ entry: TensorEntry?) -> LineProfiles? { entry.flatMap { values.profiles[$0.name]?.lines } }
        func vectors(_ entries: [TensorEntry]) -> [[Double]] { entries.compactMap { values.profiles[$0.name]?.values } }
        let tables = tables.compactMap(lines).flatMap { [$0.columns.energies, $0.columns.means] }
        return StreamProfiles(
            width: width, shared: tables + vectors(norms),
            layers: layers.map { layer in
                let kernels = ResidualStream.Kernel.allCases.map { kernel -> StreamProfiles.Kernel? in
                    guard let lines = lines(layer.kernels[kernel]) else { return nil }
                    let (own, other) = kernel.adds ? (lines.rows, lines.columns) : (lines.columns, lines.rows)
                    let isSquare = own.energies.count == other.energies.count
                    return StreamProfiles.Kernel(
                        own: own, other: isSquare ? other.energies : nil, isFeature: !kernel.isAttention)
                }
                return StreamProfiles.Layer(kernels: kernels, norms: vectors(layer.norms))
            })
    }
}
