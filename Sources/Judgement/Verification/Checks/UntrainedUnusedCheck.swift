internal import ByteIO
internal import JSONText
internal import Tensors

extension Rule {
    package static let untrainedUnused = Rule("BC505", "untrained-unused", .note, needs: .values)
}

extension Check {
    /// BC505: a part of the model was never trained, and the model does not use it.
    ///
    /// It has no check of its own: the checks of BC501 to BC504 report this rule for such parts.
    static let untrainedUnused = Check(.untrainedUnused, page: PackageResources.BC505_md)
}

extension JudgedModule {
    /// A finding about the module; it is a note of BC505 if the model does not use the module.
    func finding(
        _ rule: Rule, severity: Severity? = nil, message: String, help: String, evidence: [(StaticString, JSONValue)]
    ) -> Finding? {
        guard let entry = module.subject else { return nil }
        let facts = [("module", JSONValue.string(module.name))] + evidence
        guard let reason = module.unusedBecause else {
            return Finding(rule, severity: severity, about: entry, message: message, help: help, evidence: facts)
        }
        return Finding(
            .untrainedUnused, about: entry, message: "\(message); \(reason)",
            help: "nothing needs to be done as long as the model does not use it", evidence: facts)
    }
}
