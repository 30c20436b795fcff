internal import ByteIO
internal import Formats

/// BC303: only TensorFlow weights, which transformers 5 cannot read.
enum NoCurrentLoaderCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard examination.checkpoint.format == .kerasHDF5 else { return [] }
        let path = examination.checkpoint.path
        // A file that was named itself may lie beside others.
        let isAll = examination.facts.isModelFolder
        let target = isAll ? FilePath.join(FilePath.folder(of: path), "model.safetensors") : "model.safetensors"
        return [
            Finding(
                .noCurrentLoader, subject: FilePath.name(of: path), file: path,
                message: (isAll ? "is all there is, and" : "is TensorFlow's, and")
                    + " transformers 5 cannot read it; it was held against \(examination.loading.library)",
                help: "bertconv convert \(path) \(target)")
        ]
    }
}
