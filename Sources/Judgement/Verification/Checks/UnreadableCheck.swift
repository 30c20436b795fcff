internal import ByteIO
internal import Formats
internal import JSONText
internal import KerasArchive
internal import ModelSchema
internal import Tensors
internal import TorchArchive

/// BC601, BC602, BC603, BC301, BC705: what could not be read, as a finding of the rule that it breaks.
///
/// The weights were then not checked, which the report says besides.
package enum UnreadableCheck {
    /// The rule of a fault; nil for one that is not the file's: it is missing, or may not be read.
    static func rule(of fault: Fault) -> Rule? {
        switch fault.code {
        case .unknownArchitecture: return .unknownArchitecture
        case .shardMissing, .unreachable: return .unreachableWeights
        case .otherWeightsFirst: return .otherWeightsFirst
        case .shardIndex: return .indexDisagrees
        case .shardName: return .externalData
        case .shardDuplicate: return .nameCollision
        case .emptyFile, .foreignFormat, .unrecognisedFormat, .nameDisagrees, .ambiguousFormat, .fileTruncated,
            .checksum:
            return .corruptArchive
        case .torchOpaque, .torchScript: return .unsafePickle
        case .hdf5Helper: return nil
        default: break
        }
        let code = fault.code.description
        if code.hasPrefix("hdf5.external") || code == "hdf5.virtual-dataset" { return .externalData }
        let family = code.prefix { $0 != "." }
        return corruptFamilies.contains(String(family)) ? .corruptArchive : nil
    }

    /// Faults whose codes begin so come from a file that is not what its format says.
    private static let corruptFamilies: Set<String> = [
        "safetensors", "json", "zip", "pickle", "torch", "hdf5", "keras",
    ]

    /// The finding for something that could not be read; nil when no rule is broken.
    package static func finding(_ unchecked: Unchecked) -> Finding? {
        let fault = unchecked.fault
        guard let rule = rule(of: fault) else { return nil }
        let place = fault.offset.map { ", byte \($0)" } ?? ""
        return Finding(
            rule, subject: unchecked.subject, file: fault.file,
            message: "cannot be read: " + (fault.subject.map { "\($0)\(place): " } ?? "") + fault.reason,
            help: fault.remedy ?? "fetch the file again from where you trust it",
            evidence: [("code", .string(fault.code.description))])
    }
}
