internal import ByteIO
internal import Formats
internal import JSONText

/// BC602: a file has the name of another format than it is.
///
/// bertconv goes by the content; a loader goes by the name and fails.
enum FileNameCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard let isSafetensors = isSafetensors(examination.checkpoint.format) else { return [] }
        return examination.checkpoint.files.compactMap { file in
            guard file.path.hasSuffix(".safetensors") != isSafetensors else { return nil }
            let actual = isSafetensors ? "a safetensors file" : "a PyTorch file"
            return Finding(
                .corruptArchive, subject: FilePath.name(of: file.path), file: file.path,
                message: "is \(actual) by its content; loaders go by the name and fail",
                help: isSafetensors ? "name it model.safetensors" : "bertconv convert \(file.path) model.safetensors",
                evidence: [("format", .string(examination.checkpoint.format.rawValue))])
        }
    }

    /// Nil for a format that these loaders do not read.
    private static func isSafetensors(_ format: FileFormat) -> Bool? {
        switch format {
        case .safetensors: true
        case .torchArchive, .torchLegacy: false
        case .kerasHDF5, .shardIndex: nil
        }
    }
}
