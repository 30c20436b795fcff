import Policies
import TestSupport
import Testing
import Verification

/// Guards files of version 1, whose names may be those of parameters or not: they accept what they always did.
@Suite("A baseline of version 1")
struct OldBaselineTests {
    private static func read(_ subject: String, file: String = "tf_model.h5") throws -> Baseline {
        let folder = TemporaryFolder()
        let text = """
            {"schemaVersion": 1, "tool": {}, "findings": [
              {"rule": "BC101", "subject": "\(subject)", "file": "\(file)", "severity": "error", "message": "x"}
            ]}
            """
        return try Baseline(path: folder.write(text, to: "baseline.json"))
    }

    private static let name = "bert.pooler.dense.weight"
    private static let spelling = "bert/pooler/dense/kernel:0"

    @Test("It accepts a finding by the name and the file that it has")
    func known() throws {
        let finding = Finding(.missingParameter, parameter: Self.name, spelled: Self.spelling)
        #expect(try judging([finding], baseline: Self.read(Self.spelling)).findings[0].acceptance != nil)
    }

    @Test("It does not accept it in another file or by its canonical name")
    func others() throws {
        let finding = Finding(.missingParameter, parameter: Self.name, spelled: Self.spelling)
        for baseline in [try Self.read(Self.name), try Self.read(Self.spelling, file: "model.safetensors")] {
            #expect(try judging([finding], baseline: baseline).findings[0].acceptance == nil)
        }
    }

    @Test("Written again, it is of version 2, with canonical names")
    func rewritten() throws {
        let old = try Self.read(Self.spelling)
        let finding = Finding(.missingParameter, parameter: Self.name, spelled: Self.spelling)
        let judged = try judging([finding], baseline: old).findings
        let new = Baseline(judged, of: "model", replacing: old, path: "new.json")
        #expect(new.entries.map(\.subject) == [Self.name])
        #expect(try new.text(tool: "1").contains("\"schemaVersion\": 2"))
    }
}
