import ByteIO
import Formats
import JSONText
import ModelSchema
import Verification

/// What `verify` says of an input that `convert` does not convert.
struct InputDiagnosis {
    let path: String
    let className: String?
    /// The architectures that the input can be of.
    let known: KnownArchitectures
    let reader: CheckpointReader

    /// The most errors that are given as causes; each cause of shapes that disagree follows.
    private static let shown = 3

    /// The fault, with the errors that `verify` finds as its causes, where a conversion stops at names or shapes.
    func explaining(_ fault: Fault) -> Fault {
        guard fault.code == .shapesDisagree || fault.code == .unknownDialect else { return fault }
        var explained = fault
        var seen: Set<String> = []
        // What kept the input from being read is the fault itself, and a conversion is what cures BC303.
        let causes =
            findings
            .filter { $0.severity == .error && $0.evidence["code"] == nil && $0.rule != .noCurrentLoader }
            .filter { seen.insert($0.help).inserted }
            .map { "\($0.rule.number): \($0.subject) \($0.message); \($0.help)" }
        // What a finding says of a field is not said again.
        let others = fault.causes.filter { cause in
            let field = cause.prefix { $0 != "," }
            return !causes.prefix(Self.shown).contains { $0.contains(field) }
        }
        explained.causes = causes.prefix(Self.shown) + others
        return explained
    }

    /// What `verify` advises about missing parameters.
    func helpsOfMissing() -> [String] {
        var seen: Set<String> = []
        let missing = findings.filter {
            $0.rule == .missingParameter || $0.rule == .unsupportedPositionEmbedding && $0.evidence["missing"] != nil
        }
        return missing.map(\.help).filter { seen.insert($0).inserted }
    }

    private var findings: [Finding] {
        let verifier = try? ModelVerifier(
            reader: reader, depth: .headers, as: className, scratchFolder: Installation.temporaryFolder(), known: known)
        return verifier?.verify(path).findings ?? []
    }
}
