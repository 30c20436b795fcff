import ByteIO
import JSONText
import Policies
import TestSupport
import Testing
import Verification

@Suite("The file of a baseline")
struct BaselineFileTests {
    private static let findings = [
        Finding(.buffer, "b", severity: .note), Finding(.missingParameter, "layer.1.\"x\"\n"),
        Finding(.missingParameter, "layer.0.weight"), Finding(.unsafePickle, "model.bin", in: nil),
        Finding(.missingParameter, "layer.0.weight", in: "model/a.safetensors"),
    ]

    private static func baseline(_ findings: [Finding], _ path: String) -> Baseline {
        Baseline(findings.map { JudgedFinding($0) }, of: "model", replacing: nil, path: path)
    }

    @Test("What is written is read again, and accepts what it was made of")
    func roundTrip() throws {
        let folder = TemporaryFolder()
        let written = Self.baseline(Self.findings, folder.file("baseline.json"))
        try written.write(tool: "1.2.3")
        #expect(folder.names == ["baseline.json"])
        let read = try Baseline(path: written.path)
        #expect((read.entries == written.entries) as Bool)
        let judged = try judging(Self.findings, baseline: read)
        #expect(judged.findings.allSatisfy { $0.acceptance?.source == written.path })
        #expect(judged.notes.isEmpty)
    }

    @Test("The text does not depend on the order of the findings, and names no folder of this machine")
    func deterministic() throws {
        let text = try Self.baseline(Self.findings, "x").text(tool: "1.2.3")
        #expect(try Self.baseline(Self.findings.reversed(), "y").text(tool: "1.2.3") == text)
        #expect(!text.contains("model/"))
        #expect(
            text.hasPrefix(
                """
                {
                  "schemaVersion": 2,
                  "tool": {
                    "name": "bertconv",
                    "version": "1.2.3"
                  },
                  "findings": [
                    {
                      "rule": "BC101",
                      "subject": "layer.0.weight",
                      "file": "a.safetensors",
                      "severity": "error",
                      "message": "is not right"
                    },

                """))
    }

    @Test("A baseline takes what nobody accepts and what the one before it accepted, not what policy or --allow accept")
    func replacing() throws {
        let old = Self.baseline([Self.findings[0]], "old.json")
        let sources = ["old.json", nil, "--allow", "policy.yml", nil]
        let judged = zip(Self.findings, sources).map { finding, source in
            JudgedFinding(finding, acceptance: source.map { JudgedFinding.Acceptance(source: $0) })
        }
        let new = Baseline(judged, of: "model", replacing: old, path: "new.json")
        #expect(new.entries.map(\.subject) == ["layer.0.weight", "layer.1.\"x\"\n", "b"])
        #expect(Baseline(judged, of: "model", replacing: nil, path: "new.json").entries.count == 2)
    }

    @Test("A baseline records what a finding counted as, not what its rule says")
    func severity() {
        let judged = JudgedFinding(Self.findings[0], severity: .warning)
        #expect(Baseline([judged], of: "model", replacing: nil, path: "x").entries.map(\.severity) == [.warning])
    }

    @Test("An old file is replaced, and a folder is not")
    func target() throws {
        let folder = TemporaryFolder()
        let path = folder.write("old", to: "baseline.json")
        try Self.baseline([], path).write(tool: "1")
        #expect(try Baseline(path: path).entries.isEmpty)
        let fault = try #require(throws: Fault.self) { try Self.baseline([], folder.path).write(tool: "1") }
        #expect(fault.code == .fileNotRegular)
    }

    @Test(
        "A file that is no baseline is refused",
        arguments: [
            ("[]", Fault.Code.policyBaseline), ("{", .jsonSyntax),
            (#"{"schemaVersion": 1, "tool": {}}"#, .policyBaseline),
            (#"{"tool": {}, "findings": []}"#, .policyBaseline),
            (#"{"schemaVersion": 3, "tool": {}, "findings": []}"#, .policyBaseline),
            (#"{"schemaVersion": 1, "tool": {}, "findings": [\#(scoped)]}"#, .policyBaseline),
            (#"{"schemaVersion": 1, "tool": {}, "findings": {}}"#, .policyBaseline),
            (#"{"schemaVersion": 1, "tool": {}, "findings": [], "x": 1}"#, .policyBaseline),
            (#"{"schemaVersion": 1, "schemaVersion": 1, "tool": {}, "findings": []}"#, .jsonDuplicateName),
            (file(#"1"#), .policyBaseline), (file(entry(rule: #""BC999""#)), .policyBaseline),
            (file(entry(rule: "101")), .jsonType), (file(entry(severity: #""fatal""#)), .policyBaseline),
            (file(entry(subject: "null")), .jsonType), (file(entry(file: "1")), .jsonType),
            (file(scoped.replacing(#""team/m""#, with: "5")), .jsonType),
            (file(#"{"rule": "BC101"}"#), .policyBaseline),
            (file(entry().replacing("}", with: #", "x": 1}"#)), .policyBaseline),
        ])
    func refused(text: String, code: Fault.Code) throws {
        let folder = TemporaryFolder()
        let fault = try #require(throws: Fault.self) { try Baseline(path: folder.write(text, to: "baseline.json")) }
        #expect(fault.code == code, "\(text): \(fault)")
        #expect(fault.file == folder.file("baseline.json"))
    }

    @Test("The same file without the damage is read, with or without $schema and a file's name")
    func accepted() throws {
        let folder = TemporaryFolder()
        for text in [
            Self.file(Self.entry()), Self.file(Self.scoped),
            Self.file(Self.entry()).replacing(#""schemaVersion": 2"#, with: #""schemaVersion": 1"#),
            Self.file(Self.entry(file: "null")).replacing("{\"schema", with: "{\"$schema\": \"x\", \"schema"),
        ] {
            #expect(try Baseline(path: folder.write(text, to: "baseline.json")).entries.count == 1)
        }
    }

    @Test("A fault names line and column, as in a policy")
    func place() throws {
        let text = Self.file("\n  " + Self.entry(rule: #""BC999""#))
        let folder = TemporaryFolder()
        let fault = try #require(throws: Fault.self) { try Baseline(path: folder.write(text, to: "baseline.json")) }
        #expect(fault.reason == "line 2, column 4: there is no rule 'BC999'")
        #expect(fault.subject == "finding 1")
        #expect(fault.offset == nil)
        #expect(fault.remedy != nil)
    }

    /// An entry of one of several models.
    private static let scoped = entry().replacing(#""subject""#, with: #""model": "team/m", "subject""#)

    private static func file(_ finding: String) -> String {
        #"{"schemaVersion": 2, "tool": {}, "findings": [\#(finding)]}"#
    }

    private static func entry(
        rule: String = #""BC101""#, subject: String = #""a""#, file: String = #""b""#, severity: String = #""error""#
    ) -> String {
        #"{"rule": \#(rule), "subject": \#(subject), "file": \#(file), "severity": \#(severity), "message": "c"}"#
    }
}
