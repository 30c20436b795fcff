/// A rule that a checkpoint can break.
///
/// Numbers and names never change; a rule that goes leaves a gap.
package struct Rule: Sendable, Hashable {
    /// For example, `BC101`.
    package let number: String
    /// For example, `missing-parameter`.
    package let name: String
    package let severity: Severity

    private init(_ number: String, _ name: String, _ severity: Severity) {
        self.number = number
        self.name = name
        self.severity = severity
    }

    package static let missingParameter = Rule("BC101", "missing-parameter", .error)
    package static let unexpectedTensor = Rule("BC102", "unexpected-tensor", .warning)
    package static let shapeMismatch = Rule("BC103", "shape-mismatch", .error)
    package static let nameCollision = Rule("BC104", "name-collision", .error)
    package static let foreignPrefix = Rule("BC105", "foreign-prefix", .error)
    package static let legacyName = Rule("BC106", "legacy-name", .note)
    package static let foreignDialect = Rule("BC107", "foreign-dialect", .error)
    package static let layerCount = Rule("BC108", "layer-count", .error)
    package static let zeroElementTensor = Rule("BC109", "zero-element-tensor", .error)
    package static let adapterOnly = Rule("BC110", "adapter-only", .error)
    package static let notFloat = Rule("BC111", "not-float", .error)
    package static let tiedWeightsDiffer = Rule("BC201", "tied-weights-differ", .error)
    package static let untiedBiasLost = Rule("BC202", "untied-bias-lost", .warning)
    package static let buffer = Rule("BC203", "buffer", .note)
    package static let duplicateTensorDiffers = Rule("BC204", "duplicate-tensor-differs", .error)
    package static let indexDisagrees = Rule("BC301", "index-disagrees", .error)
    package static let weightFilesDiffer = Rule("BC302", "weight-files-differ", .error)
    package static let noCurrentLoader = Rule("BC303", "no-current-loader", .error)
    package static let missingFormatMetadata = Rule("BC304", "missing-format-metadata", .warning)
    package static let compressedArchive = Rule("BC305", "compressed-archive", .error)
    package static let unreachableWeights = Rule("BC306", "unreachable-weights", .error)
    package static let adapterBeside = Rule("BC307", "adapter-beside", .warning)
    package static let otherWeightsFirst = Rule("BC308", "other-weights-first", .error)
    package static let nonFinite = Rule("BC401", "non-finite", .error)
    package static let constantTensor = Rule("BC402", "constant-tensor", .error)
    package static let halfPrecisionRange = Rule("BC403", "half-precision-range", .warning)
    package static let lostInType = Rule("BC404", "lost-in-type", .error)
    package static let deadValues = Rule("BC405", "dead-values", .warning)
    package static let copiedParameters = Rule("BC406", "copied-parameters", .warning)
    package static let untrainedProven = Rule("BC501", "untrained-proven", .error)
    package static let untrainedStrong = Rule("BC502", "untrained-strong", .error)
    package static let untrainedRows = Rule("BC503", "untrained-rows", .warning)
    package static let barelyTrained = Rule("BC504", "barely-trained", .warning)
    package static let untrainedUnused = Rule("BC505", "untrained-unused", .note)
    package static let quantisedGrid = Rule("BC506", "quantised-grid", .note)
    package static let unsafePickle = Rule("BC601", "unsafe-pickle", .error)
    package static let corruptArchive = Rule("BC602", "corrupt-archive", .error)
    package static let externalData = Rule("BC603", "external-data", .error)
    package static let ownCode = Rule("BC604", "own-code", .warning)
    package static let pickledCompanions = Rule("BC605", "pickled-companions", .note)
    package static let badConfiguration = Rule("BC701", "bad-configuration", .error)
    package static let vocabularyMismatch = Rule("BC702", "vocabulary-mismatch", .warning)
    package static let labelCountConflict = Rule("BC703", "label-count-conflict", .error)
    package static let unsupportedPositionEmbedding = Rule("BC704", "unsupported-position-embedding", .error)
    package static let unknownArchitecture = Rule("BC705", "unknown-architecture", .error)
    package static let configurationRedirected = Rule("BC706", "configuration-redirected", .error)

    /// Whether its check reads the values of tensors, so that names and shapes alone cannot pass it.
    package var needsValues: Bool {
        switch self {
        case .tiedWeightsDiffer, .buffer, .duplicateTensorDiffers, .weightFilesDiffer, .otherWeightsFirst: true
        default: number.hasPrefix("BC4") || number.hasPrefix("BC5")
        }
    }

    /// Every rule, by number.
    package static let all: [Rule] = [
        .missingParameter, .unexpectedTensor, .shapeMismatch, .nameCollision, .foreignPrefix, .legacyName,
        .foreignDialect, .layerCount, .zeroElementTensor, .adapterOnly, .notFloat, .tiedWeightsDiffer, .untiedBiasLost,
        .buffer,
        .duplicateTensorDiffers, .indexDisagrees, .weightFilesDiffer, .noCurrentLoader, .missingFormatMetadata,
        .compressedArchive, .unreachableWeights, .adapterBeside, .otherWeightsFirst, .nonFinite, .constantTensor,
        .halfPrecisionRange, .lostInType, .deadValues, .copiedParameters, .untrainedProven, .untrainedStrong,
        .untrainedRows, .barelyTrained, .untrainedUnused, .quantisedGrid, .unsafePickle, .corruptArchive, .externalData,
        .ownCode, .pickledCompanions,
        .badConfiguration, .vocabularyMismatch, .labelCountConflict, .unsupportedPositionEmbedding,
        .unknownArchitecture, .configurationRedirected,
    ]

    /// The rule of this number or name.
    package init?(_ text: String) {
        guard let rule = Self.all.first(where: { $0.number == text.uppercased() || $0.name == text }) else {
            return nil
        }
        self = rule
    }
}

/// How much a finding matters.
package enum Severity: String, Sendable, Comparable, CaseIterable {
    case note, warning, error

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }

    package static func < (first: Severity, second: Severity) -> Bool {
        first.rank < second.rank
    }
}
