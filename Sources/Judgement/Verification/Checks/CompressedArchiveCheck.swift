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
/// torch maps the file and takes the compressed bytes for numbers: with `mmap=True`, which transformers uses, it
/// loads garbage and says nothing.
enum CompressedArchiveCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        examination.checkpoint.remarks.filter { $0.deflatedRecordCount > 0 }.map { remarks in
            Finding(
                .compressedArchive, subject: FilePath.name(of: remarks.file.path), file: remarks.file.path,
                message:
                    "has \(remarks.deflatedRecordCount) compressed records, which torch with mmap takes for numbers "
                    + "as they are",
                help: "fetch the file again, or save it again with torch.save, which does not compress records",
                conversion: "write the weights anew, uncompressed",
                evidence: [("records", .integer(remarks.deflatedRecordCount))])
        }
    }
}
