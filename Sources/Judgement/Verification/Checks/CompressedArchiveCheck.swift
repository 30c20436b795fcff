internal import ByteIO
internal import Formats
internal import JSONText

extension Rule {
    package static let compressedArchive = Rule("BC305", "compressed-archive", .error, needs: .headers)
}

extension Check {
    static let compressedArchive = Check(
        .compressedArchive, page: PackageResources.BC305_md, verify: CompressedArchiveCheck.findings)
}

/// BC305: a PyTorch archive with compressed records.
///
/// With `mmap=True`, which transformers uses, torch takes the compressed bytes for numbers and loads garbage silently.
enum CompressedArchiveCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        examination.checkpoint.remarks.filter { $0.deflatedRecordCount > 0 }.map { remarks in
            Finding(
                .compressedArchive, subject: FilePath.name(of: remarks.file.path), file: remarks.file.path,
                message:
                    "has \(remarks.deflatedRecordCount) compressed records; torch with mmap takes their compressed "
                    + "bytes for numbers",
                help: "save the model again with torch.save, which does not compress records",
                conversion: "convert it, which decompresses the records",
                evidence: [("records", .integer(remarks.deflatedRecordCount))])
        }
    }
}
