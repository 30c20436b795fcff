import Formats
import TestSupport
import Verification

/// What the tests of belonging find in a model, and the notes about them.
struct BelongingResult {
    let findings: [Finding]
    let belonging: Belonging?

    /// - Parameter relative: whose names the model gets; nil: BERT's.
    init(
        _ model: StreamModel, as relative: RelativeStream? = nil, testsBelonging: Bool = true,
        files: [String: String] = [:]
    ) throws {
        let folder = TemporaryFolder()
        if let relative { relative.write(model, to: folder) } else { model.write(to: folder) }
        for (name, text) in files { _ = folder.write(text, to: name) }
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: .values, as: nil,
            scratchFolder: folder.path, seeds: [0], testsBelonging: testsBelonging)
        let result = verifier.verify(folder.path)
        findings = result.findings.filter { $0.rule.number.hasPrefix("BC8") }
        belonging = result.examination?.belonging
    }

    /// In short, in their order: `BC801 error layer.{0-3}.query`.
    var lines: [String] { findings.map { "\($0.rule.number) \($0.severity) \($0.subject)" } }
}
