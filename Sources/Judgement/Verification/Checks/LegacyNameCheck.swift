internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let legacyName = Rule("BC106", "legacy-name", .note, needs: .headers)
}

extension Check {
    static let legacyName = Check(.legacyName, page: PackageResources.BC106_md, verify: LegacyNameCheck.findings)
}

/// BC106: names of old versions, which loaders still translate.
enum LegacyNameCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let legacy = examination.binding.order.flatMap { examination.binding.tensors[$0] ?? [] }
            .filter { $0.match.isLegacy && examination.diagnosis.tensors[$0.entry.name] == nil }
        guard let first = legacy.first, !examination.checkpoint.format.isTensorFlows else { return [] }
        return [
            Finding(
                .legacyName, subject: first.entry.name, .tensor, file: examination.checkpoint.path,
                message: legacy.count == 1
                    ? "uses a legacy name that \(examination.loading.library) still accepts"
                    : "and \(legacy.count - 1) others use legacy names that "
                        + "\(examination.loading.library) still accepts",
                help: "nothing needs to be done",
                conversion: "nothing needs to be done; a conversion writes the current names",
                evidence: [("tensors", .integer(legacy.count))])
        ]
    }
}
