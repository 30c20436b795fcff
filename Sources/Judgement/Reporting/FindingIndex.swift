internal import JSONText
internal import ModelSchema
internal import Verification

/// The findings about each parameter, found by the names that findings use for it.
struct FindingIndex {
    private var findings: [String: [JudgedFinding]] = [:]
    /// The first error about parameters, which explains those that are missing without a finding of their own: a
    /// prefix, another library's names.
    private let cause: JudgedFinding?

    init(_ findings: [JudgedFinding]) {
        for judged in findings {
            let finding = judged.finding
            let names = [finding.subject, finding.name, finding.alias, finding.evidence["module"]?.string]
            for name in Set(names.compactMap(\.self)) { self.findings[name, default: []].append(judged) }
        }
        cause = findings.first {
            $0.severity == .error && $0.finding.rule.subject == .parameters && $0.finding.rule != .missingParameter
        }
    }

    /// The rules of the findings about a parameter, by number, and whether one of them, of at least a warning, is about
    /// its values other than their training.
    ///
    /// - Parameters:
    ///   - tensor: the tensor that it is loaded from.
    ///   - module: the module that its values were judged with.
    func findings(
        of parameter: Parameter, tensor: String?, module: String?, state: ParameterState
    ) -> (rules: [Rule], isFaulty: Bool) {
        guard !findings.isEmpty else { return ([], false) }
        let shared = parameter.tiedTo?.description
        let names = [parameter.name, parameter.path.description, tensor, module, shared].compactMap(\.self)
            .filter { findings[$0] != nil }
        var about = Set(names).flatMap { findings[$0] ?? [] }
        if about.isEmpty, case .missing = state, let cause { about = [cause] }
        guard !about.isEmpty else { return ([], false) }
        let rules = Set(about.map(\.finding.rule)).sorted { $0.number < $1.number }
        let isFaulty = about.contains { judged in
            judged.severity > .note && judged.finding.rule.needs >= .values && judged.finding.rule.subject != .training
        }
        return (rules, isFaulty)
    }
}
