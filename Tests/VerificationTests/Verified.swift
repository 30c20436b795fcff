import ByteIO
import Formats
import ModelSchema
import TestSupport
import Testing
import Verification

/// A model as the gate sees it, and what was found.
struct Verified {
    let result: ModelVerifier.Result

    /// Verifies what is at `path`.
    ///
    /// - Parameter seeds: those whose streams are tried: one, for the tests of most rules are not about them.
    init(
        _ path: String, as className: String? = nil, _ depth: Examination.Depth = .headers, seeds: [UInt64] = [0]
    ) throws {
        let scratch = TemporaryFolder()
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth, as: className,
            scratchFolder: scratch.path, seeds: seeds)
        result = verifier.verify(path)
        withExtendedLifetime(scratch) {}
    }

    /// Verifies a model folder that is written for it.
    ///
    /// - Parameter files: further files of the folder; one in a folder of its own by `folder/name`.
    init(
        _ model: TinyBert, as className: String? = nil, _ depth: Examination.Depth = .headers,
        with files: [String: String] = [:]
    ) throws {
        let folder = TemporaryFolder()
        _ = model.write(to: folder)
        for (name, text) in files {
            if name.contains("/") { _ = Tool.run(["mkdir", "-p", FilePath.folder(of: folder.file(name))]) }
            _ = folder.write(text, to: name)
        }
        try self.init(folder.path, as: className, depth)
    }

    /// Verifies a folder of `testdata/damage`, as the class that its user asks for.
    init(damage name: String, _ depth: Examination.Depth = .headers, seeds: [UInt64] = [0]) throws {
        let damage = try DamageCase(name)
        try self.init(damage.path, as: damage.className, depth, seeds: seeds)
    }

    /// Without those of the rules BC501 to BC506, which judge how the values are spread and have tests of their own.
    var findings: [Finding] {
        result.findings.filter { !$0.rule.number.hasPrefix("BC5") }
    }

    /// Every finding in short, in their order: `BC101 error classifier.bias`.
    ///
    /// Comparing all of them shows that other rules are silent: one cause is one finding.
    var lines: [String] {
        findings.map { "\($0.rule.number) \($0.severity) \($0.subject)" }
    }

    func findings(of rule: Rule) -> [Finding] {
        findings.filter { $0.rule == rule }
    }

    /// The one finding of a rule.
    func finding(of rule: Rule) throws -> Finding {
        let found = findings(of: rule)
        #expect(found.count == 1, "\(lines)")
        return try #require(found.first)
    }

    var missing: [String] { result.examination?.loading.missing.map(\.name) ?? [] }
    var uncheckedCodes: [String] { result.unchecked.map(\.fault.code.description) }

    /// The bytes at the place of a finding, from the file that it names.
    func bytes(at finding: Finding) throws -> [UInt8] {
        let place = try #require(finding.place)
        let file = try #require(result.examination?.checkpoint.files.first { $0.path == finding.file })
        return try file.bytes(at: place.offset, count: place.byteCount)
    }
}
