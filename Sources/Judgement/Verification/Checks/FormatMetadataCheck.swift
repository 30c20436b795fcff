internal import ByteIO
internal import Formats
internal import JSONText

extension Rule {
    package static let missingFormatMetadata = Rule("BC304", "missing-format-metadata", .warning, needs: .headers)
}

extension Check {
    static let missingFormatMetadata = Check(
        .missingFormatMetadata, page: PackageResources.BC304_md, verify: FormatMetadataCheck.findings)
}

/// BC304: a safetensors file does not say which library wrote it, or names another one than PyTorch.
///
/// Without the field, transformers 4.44 crashes (`'NoneType' object has no attribute 'get'`) and 4.57 assumes PyTorch.
/// Version 5 ignores it.
enum FormatMetadataCheck {
    /// What transformers writes for PyTorch, and what it reads as PyTorch too.
    private static let pytorch: Set<String> = ["pt", "mlx"]

    static func findings(_ examination: Examination) -> [Finding] {
        examination.checkpoint.remarks.compactMap { remarks in
            let message: String
            switch remarks.formatWord {
            case .notApplicable: return nil
            case .word(let word) where pytorch.contains(word): return nil
            case .word(let word):
                message = "has '\(word)' as its __metadata__.format; transformers 5 reads it as PyTorch nevertheless"
            case .absent:
                message = "lacks __metadata__.format; transformers before 4.50 cannot load it"
            }
            return Finding(
                .missingFormatMetadata, subject: FilePath.name(of: remarks.file.path), file: remarks.file.path,
                message: message,
                help: "save it again with save_pretrained, which writes {\"format\": \"pt\"}",
                conversion: "convert it, which writes {\"format\": \"pt\"}")
        }
    }
}
