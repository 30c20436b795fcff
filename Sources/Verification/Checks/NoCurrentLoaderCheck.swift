internal import ByteIO
internal import Formats

/// BC303: only TensorFlow weights, which transformers 5 cannot read.
enum NoCurrentLoaderCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard examination.checkpoint.format == .kerasHDF5 else { return [] }
        let path = examination.checkpoint.path
        let target = FilePath.join(FilePath.folder(of: path), "model.safetensors")
        return [
            Finding(
                .noCurrentLoader, subject: FilePath.name(of: path), file: path,
                message: "is all there is, and transformers 5 cannot read it; it was held against "
                    + examination.loading.library,
                help: "bertconv convert \(path) \(target)")
        ]
    }
}
