/// A rule that a checkpoint can break.
///
/// Each is declared in the file of its check, and ``Check/all`` lists them. Numbers and names never change. The number
/// of a rule that is removed is not used again.
package struct Rule: Sendable, Hashable {
    /// `BC101`.
    package let number: String
    /// `missing-parameter`.
    package let name: String
    /// The severity of its findings, unless a finding sets its own.
    package let severity: Severity
    /// How closely a model must be looked at to report that nothing is wrong.
    package let needs: Examination.Depth

    init(_ number: String, _ name: String, _ severity: Severity, needs: Examination.Depth) {
        self.number = number
        self.name = name
        self.severity = severity
        self.needs = needs
    }

    /// Those that are not checked at a depth.
    package static func skipped(at depth: Examination.Depth) -> Set<Rule> { Set(all.filter { $0.needs > depth }) }

    /// Every rule, by number.
    package static let all: [Rule] = Check.all.map(\.rule)

    /// The rule with this number, in upper or lower case, or with this name; nil when there is none.
    package init?(_ text: String) {
        guard let rule = Self.all.first(where: { $0.number == text.uppercased() || $0.name == text }) else {
            return nil
        }
        self = rule
    }
}

extension Rule {
    /// What the rules of one hundred are about.
    package enum Subject: String, Sendable {
        case parameters, copies, files, values, training, security, configuration, belonging
    }

    package var subject: Subject {
        switch number.dropFirst(2).first {
        case "2": .copies
        case "3": .files
        case "4": .values
        case "5": .training
        case "6": .security
        case "7": .configuration
        case "8": .belonging
        default: .parameters
        }
    }

    /// Whether it judges values by their statistics, which can be wrong; everything else is read from the files.
    package var isStatistical: Bool {
        (subject == .training || subject == .belonging) && self != .untrainedProven
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
