internal import ByteIO
internal import Forensics
internal import JSONText
internal import Tensors

/// A module and what its values say.
package struct JudgedModule: Sendable {
    package let module: ModuleValues
    package let verdict: UntrainedVerdict

    /// Values that were loaded, are used, and were never trained.
    package var untrainedElementCount: Int {
        guard module.unusedBecause == nil else { return 0 }
        switch verdict {
        case .proven, .strong: return module.elementCount
        case .untouchedRows(let runs, _):
            let width = module.weight?.evidence.shape.dimensions.last ?? 0
            return runs.reduce(0) { $0 + $1.rows.count } * width
        case .barely, .undecided, .trained: return 0
        }
    }

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
