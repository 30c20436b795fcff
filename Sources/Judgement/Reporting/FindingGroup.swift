package import ModelSchema
internal import Tensors
package import Verification

/// Findings of one cause, which formats for people show and count once: those of one rule that count alike and have the
/// same help.
package struct FindingGroup {
    /// A message, and the subjects that it is about.
    package struct Statement {
        package let message: String
        package fileprivate(set) var subjects: [String]
        /// What the subjects are.
        fileprivate let noun: String

        /// How many subjects there are: `2 files`.
        package var count: String { Quantity.count(subjects.count, noun) }
    }

    package let rule: Rule
    package let severity: Severity
    /// The findings of missing parameters are one group, whatever their helps.
    package let helps: [String]
    /// In the order of the first finding of each.
    package let statements: [Statement]
    /// Whether it is the missing parameters, which formats for people show as a table.
    package let isMissingParameters: Bool
    let acceptance: JudgedFinding.Acceptance?

    /// The groups, in the order of the first finding of each.
    package static func groups(_ findings: [JudgedFinding]) -> [FindingGroup] {
        var order: [Cause] = []
        var members: [Cause: [JudgedFinding]] = [:]
        for judged in findings {
            let cause = Cause(judged)
            if members[cause] == nil { order.append(cause) }
            members[cause, default: []].append(judged)
        }
        return order.compactMap { members[$0] }.compactMap(FindingGroup.init)
    }

    private init?(_ members: [JudgedFinding]) {
        guard let first = members.first else { return nil }
        rule = first.finding.rule
        severity = first.severity
        acceptance = first.acceptance
        isMissingParameters = first.isMissingParameter
        var statements: [Statement] = []
        var places: [String: Int] = [:]
        var helps: [String] = []
        for finding in members.map(\.finding) {
            if !helps.contains(finding.help) { helps.append(finding.help) }
            if let place = places[finding.message] {
                statements[place].subjects.append(finding.subject)
            } else {
                places[finding.message] = statements.count
                statements.append(
                    Statement(message: finding.message, subjects: [finding.subject], noun: finding.noun))
            }
        }
        self.helps = helps
        self.statements = statements
    }

    private struct Cause: Hashable {
        let rule: Rule
        let severity: Severity
        let help: String?
        let acceptance: [String?]

        init(_ judged: JudgedFinding) {
            rule = judged.finding.rule
            severity = judged.severity
            help = judged.isMissingParameter ? nil : judged.finding.help
            acceptance = judged.acceptance.map { [$0.source, $0.reason] } ?? []
        }
    }
}

extension FindingGroup {
    /// The subjects of all statements.
    package var subjects: [String] { statements.flatMap(\.subjects) }
}

extension JudgedFinding {
    /// Whether it is about a missing parameter, unless it explains why the parameter is not needed.
    fileprivate var isMissingParameter: Bool {
        acceptance == nil && finding.rule == .missingParameter && finding.severity == .error
    }
}

extension FindingGroup.Statement {
    /// The subjects; those that differ in one number are one text that names them all: `layer.{0-9,11}`.
    package var foldedSubjects: [String] { FoldedNames.fold(subjects).map(\.name) }
}

extension VerifyReport {
    /// The findings that count, each cause once, the worst first.
    package var groups: [FindingGroup] {
        let counted = findings.filter { $0.acceptance == nil }
        return Severity.allCases.reversed().flatMap { severity in
            FindingGroup.groups(counted.filter { $0.severity == severity })
        }
    }

    /// The missing parameters that a group is about.
    package func missing(in group: FindingGroup) -> [Missing] {
        let names = Set(group.subjects)
        return missing.filter { names.contains($0.name) }
    }
}

/// Missing parameters that differ only in their layer, which formats for people show on one line.
package struct MissingGroup: Sendable, Equatable {
    /// For example, `bert.encoder.layer.{6-11}.output.dense.weight`.
    package let name: String
    /// For example, `[16, 16]`; `size unknown`.
    package let shape: String
    package let initializer: String
    package let count: Int

    /// The groups, in the order of the first parameter of each.
    package static func groups(_ missing: [VerifyReport.Missing]) -> [MissingGroup] {
        var order: [String] = []
        var members: [String: [VerifyReport.Missing]] = [:]
        for parameter in missing {
            // The layers of a model usually have one shape, but a schema may say otherwise.
            let key = "\(parameter.template) \(parameter.shape ?? []) \(parameter.initializer)"
            if members[key] == nil { order.append(key) }
            members[key, default: []].append(parameter)
        }
        return order.compactMap { members[$0] }.compactMap(MissingGroup.init)
    }

    private init?(_ members: [VerifyReport.Missing]) {
        guard let first = members.first else { return nil }
        let layers = members.compactMap(\.layer)
        name =
            members.count == 1
            ? first.name : first.template.replacing("{layer}", with: LayerNumbers(layers).description)
        shape = first.shape.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" } ?? "size unknown"
        initializer = first.initializer
        count = members.count
    }
}

extension VerifyReport.Missing {
    /// A parameter of `tree` that no tensor has.
    package init(_ parameter: Parameter, of tree: ParameterTree) {
        let folded = ParameterPath(template: parameter.path.template, layer: nil)
        self.init(
            name: parameter.name, template: tree.architecture.stateName(of: folded, in: tree.modelClass),
            layer: parameter.path.layer, shape: parameter.shape?.dimensions,
            initializer: parameter.initializer.description(tree.configuration))
    }
}
