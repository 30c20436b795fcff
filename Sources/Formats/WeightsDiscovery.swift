package import ByteIO

/// Which file of a model folder a loader opens, and which other weights lie beside it.
package struct WeightsDiscovery: Sendable {
    /// The names of weights, in the order in which loaders look for them (transformers 4.44 and 5.23,
    /// `modeling_utils`; TensorFlow's last).
    package static let names = [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
        "tf_model.h5", "tf_model.h5.index.json",
    ]
    /// The names of what PEFT trains beside a model.
    private static let adapterNames = ["adapter_model.safetensors", "adapter_model.bin"]

    /// Everything in the folder, sorted.
    package let files: [String]
    /// The file that is opened; nil when there is none.
    package let weights: String?
    /// Further whole sets of weights.
    package let otherWeights: [String]
    /// Weights that only adapt others.
    package let adapter: String?

    /// - Parameter stated: the file that the configuration names; it comes before all others.
    /// - Throws: ``Fault`` when the folder cannot be read.
    package init(in folder: String, stated: String? = nil) throws(Fault) {
        let isFile = { PathKind(of: FilePath.join(folder, $0)) == .file }
        let present = Self.names.filter(isFile)
        files = try Folder.names(in: folder)
        weights = stated ?? present.first
        otherWeights = present.filter { $0 != stated ?? present.first }
        adapter = Self.adapterNames.first(where: isFile)
    }
}
