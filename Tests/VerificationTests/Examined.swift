import Formats
import ModelSchema
import TestSupport
import Verification

/// A checkpoint that was held against its model, and what was found.
struct Examined {
    let findings: [Finding]
    let inspection: ModelCase
    /// The file that was examined.
    let path: String

    /// Examines what is at `path`.
    init(_ path: String, as className: String? = nil, in folder: TemporaryFolder = TemporaryFolder()) throws {
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let place = try ModelPlace(path, library: try Library.newest())
        let checkpoint = try reader.decoded(try place.open(reader), scratchFolder: folder.path)
        inspection = try ModelCase(checkpoint, at: place, as: className, .strict)
        findings = try Check.convert(inspection)
        self.path = checkpoint.path
    }

    /// Examines a model that is written for it, without its config.json if so wanted.
    init(_ model: TinyBert, as className: String? = nil, configured: Bool = true) throws {
        let folder = TemporaryFolder()
        let path = configured ? model.write(to: folder) : model.writeWeights(to: folder)
        try self.init(path, as: className, in: folder)
    }

    /// The findings of one rule; an unexpected one of another rule is shown by `others`.
    func findings(of rule: Rule) -> [Finding] {
        findings.filter { $0.rule == rule }
    }

    func subjects(of rule: Rule) -> [String] {
        findings(of: rule).map(\.subject)
    }

    /// The rules that something was found of, without repetition.
    var rules: Set<Rule> { Set(findings.map(\.rule)) }

    var missing: [String] { inspection.coverage.missing.map(\.name) }
}
