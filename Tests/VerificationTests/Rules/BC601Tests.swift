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
    func unsafe(depth: Examination.Depth) async throws {
        let verified = try await Verified(damage: "unsafe-pickle", depth)
        let findings = verified.findings(of: .unsafePickle)
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.severity == .error })
        let file = try #require(findings.first { $0.subject == "pytorch_model.bin" })
        #expect(file.message.contains("system") && file.message.contains("nothing was run"))
        #expect(file.help.contains("bertconv convert "))
    }

    @Test("A whole module is an error that names its classes, a few of them")
    func module() async throws {
        let verified = try await Verified(damage: "whole-module")
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
    func unchecked(name: String) async throws {
        let verified = try await Verified(damage: name)
        #expect(!verified.result.unchecked.isEmpty)
        #expect(!verified.findings(of: .unsafePickle).isEmpty)
    }

    @Test(
        "What torch itself saves is none",
        arguments: ["healthy-archive-BertModel", "healthy-legacy", "gamma-beta", "lightning", "number-beside-weights"])
    func nearMisses(name: String) async throws {
        #expect(try await Verified(damage: name, .headers).findings(of: .unsafePickle).isEmpty)
    }
}
