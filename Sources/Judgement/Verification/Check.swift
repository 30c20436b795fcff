package import ByteIO
internal import JSONText
package import ModelSchema

/// A rule, its page, and what finds where a model breaks it.
///
/// Each is a file of its own in `Checks/`, with the words of its findings beside their conditions. ``all`` is the only
/// list of rules in the program: `explain`, policies and reports go by it.
package struct Check: Sendable {
    package let rule: Rule
    /// The bytes of the rule's document in `docs/rules/`.
    private let document: @Sendable () -> [UInt8]
    private let verify: @Sendable (Examination) throws(Fault) -> [Finding]
    private let convert: @Sendable (ModelCase) throws(Fault) -> [Finding]
    private let unread: @Sendable (Fault) -> Bool

    /// - Parameters:
    ///   - page: the bytes of the rule's document, `PackageResources.BC101_md`.
    ///   - verify: what is wrong with a model as its loader would load it.
    ///   - convert: what is wrong with a model that is to be written anew; the tensors are plain runs of bytes.
    ///   - unread: whether a file or tensor that could not be read because of this fault breaks the rule.
    init(
        _ rule: Rule, page: @autoclosure @escaping @Sendable () -> [UInt8],
        verify: @escaping @Sendable (Examination) throws(Fault) -> [Finding] = { _ in [] },
        convert: @escaping @Sendable (ModelCase) throws(Fault) -> [Finding] = { _ in [] },
        unread: @escaping @Sendable (Fault) -> Bool = { _ in false }
    ) {
        self.rule = rule
        document = page
        self.verify = verify
        self.convert = convert
        self.unread = unread
    }

    /// Every check, by the number of its rule.
    package static let all: [Check] = [
        .missingParameter, .unexpectedTensor, .shapeMismatch, .nameCollision, .foreignPrefix, .legacyName,
        .foreignDialect, .layerCount, .zeroElementTensor, .adapterOnly, .notFloat,
        .tiedWeightsDiffer, .untiedBiasLost, .buffer, .duplicateTensorDiffers,
        .indexDisagrees, .weightFilesDiffer, .noCurrentLoader, .missingFormatMetadata, .compressedArchive,
        .unreachableWeights, .adapterBeside, .otherWeightsFirst,
        .nonFinite, .constantTensor, .halfPrecisionRange, .lostInType, .deadValues, .copiedParameters,
        .untrainedProven, .untrainedStrong, .untrainedRows, .barelyTrained, .untrainedUnused, .quantisedGrid,
        .unsafePickle, .corruptArchive, .externalData, .ownCode, .pickledCompanions,
        .badConfiguration, .vocabularyMismatch, .labelCountConflict, .unsupportedPositionEmbedding,
        .unknownArchitecture, .configurationRedirected,
    ]

    /// What a rule means; nil only when its document is not laid out as ``RulePage`` reads it, which a test excludes.
    package static func page(of rule: Rule) -> RulePage? {
        all.first { $0.rule == rule }.flatMap { RulePage($0.document()) }
    }
}

extension Check {
    /// Everything that is wrong with a model as its loader would load it, by rule.
    ///
    /// - Returns: the findings, and the faults that ended a comparison of values: a damaged tensor must not hide what
    ///   the other checks found.
    package static func verify(_ examination: Examination) -> (findings: [Finding], faults: [Fault]) {
        var findings: [Finding] = []
        var faults: [Fault] = []
        for check in all {
            do throws(Fault) {
                findings += try check.verify(examination)
            } catch {
                faults.append(error)
            }
        }
        return (findings, faults)
    }

    /// Everything that a conversion has to know of a model, by rule.
    ///
    /// Every tensor must be a plain run of bytes.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    package static func convert(_ model: ModelCase) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for check in all { findings += try check.convert(model) }
        return findings
    }

    /// The finding for something that could not be read; nil when that breaks no rule, as when a file is missing.
    package static func finding(_ unchecked: Unchecked) -> Finding? {
        let fault = unchecked.fault
        guard let rule = all.first(where: { $0.unread(fault) })?.rule else { return nil }
        let place = fault.offset.map { ", byte \($0)" } ?? ""
        return Finding(
            rule, subject: unchecked.subject, file: fault.file,
            message: "cannot be read: " + (fault.subject.map { "\($0)\(place): " } ?? "") + fault.reason,
            help: fault.remedy ?? "fetch the file again from where you trust it",
            evidence: [("code", .string(fault.code.description))])
    }
}
