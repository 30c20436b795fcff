internal import ByteIO
internal import JSONText
internal import Tensors

extension Rule {
    package static let untrainedUnused = Rule("BC505", "untrained-unused", .note, needs: .values)
}

extension Check {
    /// BC505: a part of the model was never trained, and nothing uses it.
    ///
    /// It finds nothing by itself: the checks of BC501 to BC504 make findings of it.
    static let untrainedUnused = Check(.untrainedUnused, page: PackageResources.BC505_md)
}

extension JudgedModule {
    /// A finding about the module; nothing that no part of the model uses is more than a note.
    func finding(
        _ rule: Rule, severity: Severity? = nil, message: String, help: String, evidence: [(StaticString, JSONValue)]
    ) -> Finding? {
        guard let entry = module.subject else { return nil }
        let facts = [("module", JSONValue.string(module.name))] + evidence
        guard let reason = module.unusedBecause else {
            return Finding(rule, severity: severity, about: entry, message: message, help: help, evidence: facts)
        }
        return Finding(
            .untrainedUnused, about: entry, message: "\(message); nothing uses it: \(reason)",
            help: "nothing needs to be done as long as nothing uses it", evidence: facts)
    }
}
