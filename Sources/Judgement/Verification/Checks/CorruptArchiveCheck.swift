internal import ByteIO
internal import Formats
internal import KerasArchive
internal import Tensors
internal import TorchArchive

extension Rule {
    package static let corruptArchive = Rule("BC602", "corrupt-archive", .error, needs: .headers)
}

extension Check {
    static let corruptArchive = Check(
        .corruptArchive, page: PackageResources.BC602_md, unread: CorruptArchiveCheck.breaks)
}

/// BC602: a file violates its format, so that it, or a tensor in it, could not be read.
enum CorruptArchiveCheck {
    /// The first words of the codes of faults in files that violate their format.
    private static let families: Set<String> = [
        "safetensors", "json", "zip", "pickle", "torch", "hdf5", "keras", "bundle",
    ]

    static func breaks(_ fault: Fault) -> Bool {
        switch fault.code {
        case .emptyFile, .foreignFormat, .unrecognisedFormat, .nameDisagrees, .ambiguousFormat, .fileTruncated,
            .checksum:
            return true
        // Nothing is wrong with a file that holds something else than a model, or a program.
        case .hdf5Helper, .trainingState, .torchScript: return false
        default:
            let family = fault.code.description.prefix { $0 != "." }
            return families.contains(String(family)) && !ExternalDataCheck.breaks(fault) && !fault.isMissingPart
        }
    }
}
