internal import ByteIO
internal import JSONText

/// Which parameters of an architecture face its residual stream, and which of them form joints.
///
/// Every layer reads from the stream and adds to it. A kernel that reads from it has the stream's dimensions as columns,
/// one that adds to it has them as rows.
package struct ResidualStream: Sendable {
    /// The kernels of a layer.
    package enum Kernel: String, Sendable, CaseIterable {
        case query, key, value, attentionOutput, intermediate, output

        /// Whether it adds to the stream; else it reads from it.
        package var adds: Bool { self == .attentionOutput || self == .output }
        /// Its name in reports and in `convert --transpose`.
        package var word: String { self == .attentionOutput ? "attention-output" : rawValue }
        /// Whether its other side are the dimensions of the attention heads.
        package var isAttention: Bool { self != .intermediate && self != .output }
    }

    /// Two kernels that were trained against each other, unit by unit.
    package enum Joint: String, Sendable, CaseIterable {
        case queryKey = "query-key"
        case valueOutput = "value-output"
        case intermediateOutput = "intermediate-output"

        package var halves: (first: Kernel, second: Kernel) {
            switch self {
            case .queryKey: (.query, .key)
            case .valueOutput: (.value, .attentionOutput)
            case .intermediateOutput: (.intermediate, .output)
            }
        }
    }

    /// The field with the number of the stream's dimensions.
    package let width: String
    /// The field with the number of attention heads.
    package let heads: String
    /// The modules of embeddings, each with a row of the stream's dimensions for each thing that it embeds.
    package let embeddings: [String]
    /// The modules of norms, inside and outside of layers.
    package let norms: [String]
    /// The module of each kernel, with `{layer}`.
    package let kernels: [Kernel: String]

    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "stream", allowed: ["width", "heads", "embeddings", "norms", "kernels"])
        width = try object.string("width")
        heads = try object.string("heads")
        embeddings = try object.strings("embeddings")
        norms = try object.strings("norms")
        let modules = try SchemaObject(
            try object.raw("kernels"), "kernels of the stream", allowed: Kernel.allCases.map(\.rawValue))
        var kernels: [Kernel: String] = [:]
        for kernel in Kernel.allCases { kernels[kernel] = try modules.string(kernel.rawValue) }
        self.kernels = kernels
    }
}
