import ByteIO
import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC601 unsafe-pickle, as verify shows it")
struct BC601Tests {
    @Test(
        "A pickle that would run a command is an error that names it, and nothing is run",
        arguments: [Examination.Depth.headers, .values])
    func unsafe(depth: Examination.Depth) throws {
        let verified = try Verified(damage: "unsafe-pickle", depth)
        let findings = verified.findings(of: .unsafePickle)
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.severity == .error })
        let file = try #require(findings.first { $0.subject == "pytorch_model.bin" })
        #expect(file.message.contains("system") && file.message.contains("nothing was run"))
        #expect(file.conversion != nil)
    }

    @Test("A whole module is an error that names its classes, a few of them")
    func module() throws {
        let verified = try Verified(damage: "whole-module")
        #expect(verified.lines == ["BC601 error pytorch_model.bin"])
        let finding = verified.findings[0]
        #expect(finding.message.contains("BertForSequenceClassification"))
        let names = finding.evidence["names"]?.array ?? []
        #expect(names.count > 5)
        #expect(names.allSatisfy { $0.string?.contains(".") == true })
        #expect(finding.message.split(separator: ",").count <= 8)
        #expect(verified.missing.isEmpty)
    }

    @Test("Weights that were not read never count as checked", arguments: ["unsafe-pickle", "numpy-values"])
    func unchecked(name: String) throws {
        let verified = try Verified(damage: name)
        #expect(!verified.result.unchecked.isEmpty)
        #expect(!verified.findings(of: .unsafePickle).isEmpty)
    }

    @Test(
        "What torch itself saves is none",
        arguments: ["healthy-archive-BertModel", "healthy-legacy", "gamma-beta", "lightning", "number-beside-weights"])
    func nearMisses(name: String) throws {
        #expect(try Verified(damage: name, .headers).findings(of: .unsafePickle).isEmpty)
    }

    @Test(
        "A file that cannot be read is told of for what it would run, before what is wrong with it",
        arguments: [
            ("calls/opcode-inst", "os.system", "pickle.opcode"), ("calls/opcode-obj", "os.system", "pickle.opcode"),
            ("calls/command-in-storage", "os.system", "torch.tensor"),
            ("calls/command-in-shape", "os.system", "torch.tensor"),
            ("calls/mapping-called-with-a-command", "os.system", "pickle.stack"),
            ("calls/persistent-module", "classifier.Classifier", "torch.tensor"),
            ("legacy/system-calls-a-command", "os.system", "torch.legacy"),
        ])
    func unreadable(name: String, global: String, code: String) throws {
        let verified = try Verified(Fixtures.path("torch-accepts/\(name).pt"))
        #expect(verified.findings.map(\.rule) == [.unsafePickle, .corruptArchive])
        #expect(verified.findings[0].message.contains(global))
        #expect(verified.findings[0].evidence["names"]?.array?.contains(.string(global)) == true)
        #expect(verified.findings[0].conversion == nil)
        #expect(verified.uncheckedCodes == [code])
    }

    @Test(
        "A bare pickle that would run a command is told of as one, in any protocol",
        arguments: ["cos\nsystem\n(S'touch pwned'\ntR.", "\u{80}\u{2}cos\nsystem\n(S'touch pwned'\ntR."])
    func bare(pickle: String) throws {
        let folder = TemporaryFolder()
        let bytes = pickle.unicodeScalars.map { UInt8($0.value) }
        let verified = try Verified(folder.write(bytes, to: "pytorch_model.bin"))
        #expect(verified.findings.map(\.rule) == [.unsafePickle, .corruptArchive])
        #expect(verified.findings[0].message.contains("os.system"))
    }

    @Test(
        "Damage, and other files, are not said to run anything",
        arguments: ["legacy/truncated-in-pickle", "pickle/no-stop", "objects/window-past-end", "names/name-twice"])
    func damaged(name: String) throws {
        let verified = try Verified(Fixtures.path("torch-accepts/\(name).pt"))
        #expect(verified.findings.map(\.rule) == [.corruptArchive])
    }

    @Test("A text that begins with the letter of an operation is no pickle")
    func text() throws {
        let folder = TemporaryFolder()
        let verified = try Verified(folder.write(Array("check this\nout, please\n".utf8), to: "model.bin"))
        #expect(verified.findings(of: .unsafePickle).isEmpty)
    }
}
