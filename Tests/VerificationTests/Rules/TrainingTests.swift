import ByteIO
import Formats
import JSONText
import TestSupport
import Testing
import Verification

/// Guards the table of decisions with models that torch really trained, for known numbers of steps.
@Suite("Heads that were trained for no, few and many steps")
struct TrainingTests {
    private static let cases: [String] = {
        let names = (try? Folder.names(in: Fixtures.path("trained"))) ?? []
        return names.filter { PathKind(of: Fixtures.path("trained/\($0)")) == .folder }
    }()

    /// What `case.json` expects of a module: the findings about it.
    private static let verdicts: [String: [(rule: Rule, severity: Severity)]] = [
        "proven": [(.untrainedProven, .error)], "decayed": [(.untrainedStrong, .error)],
        "barely": [(.barelyTrained, .warning)], "undecided": [],
        "rows": [(.untrainedRows, .warning)], "trained": [],
    ]

    private static func object(_ name: String) throws -> JSONObject {
        let file = try InputFile(path: Fixtures.path("trained/\(name)/case.json"))
        return try #require(try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount))).object)
    }

    private static func findings(_ name: String) throws -> [Finding] {
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: .values, as: nil,
            scratchFolder: TemporaryFolder().path)
        return verifier.verify(Fixtures.path("trained/\(name)")).findings
            .filter { $0.rule.number.hasPrefix("BC5") }
    }

    @Test("The verdict follows the steps, and no other module is accused", .slow, arguments: cases)
    func verdict(name: String) throws {
        let expected = try #require(try Self.object(name)["expected"]?.object)
        let findings = try Self.findings(name)
        for member in expected.members {
            let verdict = try #require(Self.verdicts[member.value.string ?? ""])
            let found = findings.filter { $0.subject.hasPrefix(member.name + ".") }
            #expect(found.map(\.rule) == verdict.map(\.rule), "\(member.name)")
            #expect(found.map(\.severity) == verdict.map(\.severity), "\(member.name)")
        }
        let others = findings.filter { finding in
            finding.severity != .note && !expected.members.contains { finding.subject.hasPrefix($0.name + ".") }
        }
        #expect(others.isEmpty, "\(others.map(\.subject))")
    }

    @Test("A head that from_pretrained made up is told with its seed, bit for bit")
    func seed() throws {
        let finding = try #require(try Self.findings("from-pretrained").first { $0.severity == .error })
        #expect(finding.subject == "classifier.weight")
        #expect(finding.message == "equals torch's initialisation with seed 42 bit for bit: it was never trained")
    }

    @Test("There are as many cases as the decisions need")
    func complete() {
        #expect(Self.cases.count >= 15)
    }
}
