package import ByteIO

/// The format of an output, told by the name that the user gave it.
package enum OutputFormat: Sendable {
    case safetensors

    /// - Throws: ``Fault`` `convert.output-format` for a name that ends in nothing known.
    package init(path: String) throws(Fault) {
        let name = FilePath.name(of: path)
        if name.hasSuffix(".safetensors") {
            self = .safetensors
        } else if name.hasSuffix(".h5") {
            throw .unsupportedOutput(path, format: "TensorFlow HDF5")
        } else if name.hasSuffix(".bin") || name.hasSuffix(".pt") || name.hasSuffix(".pth") {
            throw .unsupportedOutput(path, format: "PyTorch archives")
        } else {
            throw .unsupportedOutput(path, format: nil)
        }
    }
}
