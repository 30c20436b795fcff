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
        guard let first = legacy.first, examination.checkpoint.format != .kerasHDF5 else { return [] }
        return [
            Finding(
                .legacyName, subject: first.entry.name, file: examination.checkpoint.path,
                message: legacy.count == 1
                    ? "has a name of an old version, which \(examination.loading.library) still translates"
                    : "and \(legacy.count - 1) others have names of an old version, which "
                        + "\(examination.loading.library) still translates",
                help: "nothing needs to be done; it saves them again under the old names",
                conversion: "write the model anew under the current names; the library would save the old ones again",
                evidence: [("tensors", .integer(legacy.count))])
        ]
    }
}
