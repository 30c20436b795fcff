internal import JSONText
internal import Verification

extension VerifyReport {
    /// The picture of the model.
    var picture: Picture {
        let tone: Picture.Tone =
            switch summary.verdict {
            case .pass: .good
            case .fail: .bad
            case .partial, .nothing: .unclear
            }
        var picture = Picture(verdict: label, tone: tone, subject: path, headline: headline)
        picture.facts = [comparison, loadedShare, untrainedShare, neverTrainedShare, coverage].compactMap(\.self)
        let groups = groups
        picture.map =
            parameters.isEmpty
            ? nil : ModelMap(parameters, prefix: parts.prefix, rules: Set(groups.map(\.rule.number)))
        let explained = Set(findings.compactMap { $0.finding.evidence["code"]?.string })
        picture.items =
            unchecked.filter { !explained.contains($0.code) }.map {
                Picture.Item(label: "not checked", statements: [([$0.subject], $0.description)])
            } + groups.map(Picture.Item.init)
        picture.commands = fixes.map { ($0.action.prefix(1).uppercased() + $0.action.dropFirst() + ":", $0.command) }
        let accepted = findings.filter { $0.acceptance != nil }.map { judged in
            let reason = judged.acceptance?.reason.map { ": " + $0 } ?? ""
            return "\(judged.finding.rule.number) \(judged.finding.subject), by \(judged.acceptance?.source ?? "")"
                + reason
        }
        picture.lists = [
            ("Accepted", accepted), ("Notes", notes), ("Files", weights.map { "\($0.file): \($0.sentence)" }),
        ].filter { !$0.1.isEmpty }
        return picture
    }
}

extension Picture.Item {
    /// A group of findings of one cause.
    fileprivate init(_ group: FindingGroup) {
        self.init(
            label: group.severity.rawValue,
            statements: group.statements.map { ($0.foldedSubjects, $0.message) })
        rule = (group.rule.number, group.rule.name, group.rule.address)
        helps = group.helps
    }
}
