package import ByteIO
internal import JSONText
package import ModelSchema

/// A rule, its page, and the code that finds where a model breaks it.
///
/// Each is a file in `Checks/`, with the messages of its findings beside their conditions. ``all`` is the only list of
/// rules in the program; `explain`, policies and reports use it.
package struct Check: Sendable {
    package let rule: Rule
    /// The bytes of the rule's document in `docs/rules/`.
    private let document: @Sendable () -> [UInt8]
    private let verify: @Sendable (Examination) throws(Fault) -> [Finding]
    private let convert: @Sendable (ModelCase) throws(Fault) -> [Finding]
    private let unread: @Sendable (Fault) -> Bool

    /// - Parameters:
    ///   - page: the bytes of the rule's document, `PackageResources.BC101_md`.
    ///   - verify: finds what is wrong with a model as its library would load it.
    ///   - convert: finds what is wrong with a model that is to be converted; its checkpoint is decoded.
    ///   - unread: whether a fault that kept a file or tensor from being read breaks the rule.
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
        .foreignDialect, .layerCount, .zeroElementTensor, .adapterOnly, .notFloat, .severalModels, .wrappedModel,
        .tiedWeightsDiffer, .untiedBiasLost, .buffer, .duplicateTensorDiffers,
        .indexDisagrees, .weightFilesDiffer, .noCurrentLoader, .missingFormatMetadata, .compressedArchive,
        .unreachableWeights, .adapterBeside, .otherWeightsFirst,
        .nonFinite, .constantTensor, .halfPrecisionRange, .lostInType, .deadValues, .copiedParameters,
        .untrainedProven, .untrainedStrong, .untrainedRows, .barelyTrained, .untrainedUnused, .quantisedGrid,
        .unsafePickle, .corruptArchive, .externalData, .ownCode, .pickledCompanions,
        .badConfiguration, .vocabularyMismatch, .labelCountConflict, .unsupportedPositionEmbedding,
        .unknownArchitecture, .configurationRedirected, .tokenizerDisagrees, .otherFamily, .sentenceModule,
        .sentenceFolder, .transposedKernel, .foreignLayer, .vocabularyMisfits, .behaviour, .layerOrder,
        .attentionMisread,
    ]

    /// The page of a rule; nil only when ``RulePage`` cannot read its document, which a test excludes.
    package static func page(of rule: Rule) -> RulePage? {
        all.first { $0.rule == rule }.flatMap { RulePage($0.document()) }
    }
}

extension Check {
    /// The findings of all checks about a model as its library would load it, by rule.
    ///
    /// - Returns: the findings, and the faults that stopped single checks. A damaged tensor must not hide what the
    ///   other checks find.
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
        guard !findings.isEmpty else { return ([], faults) }
        let names = CanonicalNames(examination)
        return (findings.map(names.naming), faults)
    }

    /// The findings of all checks about a model that is to be converted, by rule.
    ///
    /// Its checkpoint must be decoded.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    package static func convert(_ model: ModelCase) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for check in all { findings += try check.convert(model) }
        return findings
    }

    /// The finding about something that could not be read; nil when that breaks no rule, as a missing file does not.
    package static func finding(_ unchecked: Unchecked) -> Finding? {
        let fault = unchecked.fault
        guard let rule = all.first(where: { $0.unread(fault) })?.rule else { return nil }
        // The subject begins the sentence already.
        let thing = fault.subject == "tensor '\(unchecked.subject)'" ? nil : fault.subject
        let place = fault.offset.map { " (byte \($0))" } ?? ""
        return Finding(
            rule, subject: unchecked.subject, file: fault.file,
            message: "cannot be read: " + fault.clause(about: thing) + place,
            help: fault.remedy ?? "get the file again from a source that you trust",
            evidence: [("code", .string(fault.code.description))])
    }
}
