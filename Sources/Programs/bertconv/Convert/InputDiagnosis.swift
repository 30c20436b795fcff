import ByteIO
import Formats
import Glibc
import JSONText
import Reporting
import Verification

/// What `verify` says of an input that `convert` does not convert.
struct InputDiagnosis {
    let path: String
    let className: String?
    let reader: CheckpointReader

    /// Prints the errors that `verify` finds, where a conversion stops at what the model is.
    func print(before fault: Fault) {
        guard fault.code.description.hasPrefix("model.") else { return }
        // What kept the input from being read is the fault itself.
        let found = findings.filter { $0.severity == .error && $0.evidence["code"] == nil }
        for line in FindingLines.lines(found, Style(stream: STDERR_FILENO)) { Terminal.printNote(line) }
    }

    /// What `verify` advises about missing parameters.
    func helpsOfMissing() -> [String] {
        var seen: Set<String> = []
        return findings.filter { $0.rule == .missingParameter }.map(\.help).filter { seen.insert($0).inserted }
    }

    private var findings: [Finding] {
        let verifier = try? ModelVerifier(
            reader: reader, depth: .headers, as: className, scratchFolder: Installation.temporaryFolder())
        return verifier?.verify(path).findings ?? []
    }
}
