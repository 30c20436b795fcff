package import ModelSchema
internal import Tensors
package import Verification

/// Findings with the same message about several subjects, which formats for people show once.
package struct FindingGroup {
    /// The most subjects that a table cell names.
    private static let shown = 4

    package let rule: Rule
    package let severity: Severity
    package let message: String
    package let help: String
    let acceptance: JudgedFinding.Acceptance?
    package let subjects: [String]

    /// The groups, in the order of the first finding of each.
    package static func groups(_ findings: [JudgedFinding]) -> [FindingGroup] {
        var order: [Sentence] = []
        var members: [Sentence: [JudgedFinding]] = [:]
        for judged in findings {
            let sentence = Sentence(judged)
            if members[sentence] == nil { order.append(sentence) }
            members[sentence, default: []].append(judged)
        }
        return order.compactMap { members[$0] }.compactMap(FindingGroup.init)
    }

    private init?(_ members: [JudgedFinding]) {
        guard let first = members.first else { return nil }
        rule = first.finding.rule
        severity = first.severity
        message = first.finding.message
        help = first.finding.help
        acceptance = first.acceptance
        subjects = members.map(\.finding.subject)
    }

    private struct Sentence: Hashable {
        let rule: Rule
        let severity: Severity
        let message: String
        let help: String
        let acceptance: [String?]

        init(_ judged: JudgedFinding) {
            rule = judged.finding.rule
            severity = judged.severity
            message = judged.finding.message
            help = judged.finding.help
            acceptance = judged.acceptance.map { [$0.source, $0.reason] } ?? []
        }
    }
}

extension FindingGroup {
    /// The subjects; those that differ in one number are one text that names them all: `layer.{0-9,11}`.
    package var foldedSubjects: [String] { FoldedNames.fold(subjects).map(\.name) }

    private var names: [String] { foldedSubjects.map(MarkdownText.code) }

    /// The subjects for a table cell: the first ones, with how many there are.
    var subjectCell: String {
        let names = names
        let total = subjects.count > 1 ? "\(Quantity.count(subjects.count)): " : ""
        let more = names.count > Self.shown ? ", …" : ""
        return total + names.prefix(Self.shown).joined(separator: ", ") + more
    }

    /// All subjects as a collapsed list; nil when ``subjectCell`` names all of them.
    var allSubjects: [String]? {
        let names = names
        guard names.count > Self.shown else { return nil }
        return MarkdownText.details(
            "\(rule.number) \(rule.name): all \(Quantity.count(subjects.count))", names.map { "- " + $0 })
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
