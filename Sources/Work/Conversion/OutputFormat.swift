package import ByteIO

/// The format of an output.
package enum OutputFormat: String, Sendable, CaseIterable {
    case safetensors
    case torchArchive = "pytorch"
    case kerasHDF5 = "tensorflow"

    /// The format that the name of an output file tells.
    ///
    /// - Throws: ``Fault`` `convert.output-format` for a name that ends in nothing known.
    package init(path: String) throws(Fault) {
        let name = FilePath.name(of: path)
        let suffixes: [(String, OutputFormat)] = [
            (".safetensors", .safetensors), (".bin", .torchArchive), (".pt", .torchArchive), (".pth", .torchArchive),
            (".h5", .kerasHDF5),
        ]
        guard let found = suffixes.first(where: { name.hasSuffix($0.0) }) else { throw .unknownOutput(path) }
        self = found.1
    }

    /// The dialect whose names the format's loaders expect.
    var dialect: String {
        switch self {
        case .safetensors, .torchArchive: "huggingface-pytorch"
        case .kerasHDF5: "huggingface-tensorflow"
        }
    }

    /// What a loader looks for in a model folder.
    package var fileName: String {
        switch self {
        case .safetensors: "model.safetensors"
        case .torchArchive: "pytorch_model.bin"
        case .kerasHDF5: "tf_model.h5"
        }
    }

    /// What the name of such a file ends in.
    package var ending: String {
        switch self {
        case .safetensors: ".safetensors"
        case .torchArchive: ".bin"
        case .kerasHDF5: ".h5"
        }
    }

    /// As a sentence names it.
    package var title: String {
        switch self {
        case .safetensors: "safetensors"
        case .torchArchive: "a PyTorch archive"
        case .kerasHDF5: "TensorFlow's HDF5"
        }
    }
}
