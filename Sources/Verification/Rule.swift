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
    package static let layerCount = Rule("BC108", "layer-count", .error)
    package static let tiedWeightsDiffer = Rule("BC201", "tied-weights-differ", .error)
    package static let untiedBiasLost = Rule("BC202", "untied-bias-lost", .warning)
    package static let buffer = Rule("BC203", "buffer", .note)
    package static let duplicateTensorDiffers = Rule("BC204", "duplicate-tensor-differs", .error)
    package static let indexDisagrees = Rule("BC301", "index-disagrees", .error)
    package static let otherWeights = Rule("BC302", "weight-files-differ", .note)
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
