import ByteIO
import TestSupport
import Testing
import Verification

@Suite("BC705 unknown-architecture, as verify shows it")
struct BC705Tests {
    @Test(
        "A model type that bertconv does not know is one error, and nothing was checked",
        arguments: ["roberta", "", "BERT"])
    func modelType(type: String) throws {
        var model = TinyBert()
        model.configuration["model_type"] = "\"\(type)\""
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.findings.map(\.rule) == [.unknownArchitecture])
            #expect(verified.findings[0].severity == .error)
            #expect(verified.findings[0].message.contains("'\(type)'"))
            #expect(verified.findings[0].help.contains("bert"))
            #expect(verified.uncheckedCodes == ["model.unknown-architecture"])
            #expect(verified.result.examination == nil)
        }
    }

    @Test("Without a model type the class decides, and the warning that AutoModel refuses it is BC701's")
    func className() throws {
        var model = TinyBert()
        model.configuration["model_type"] = nil
        #expect(try Verified(model).lines == ["BC701 warning model_type"])
        model.configuration["architectures"] = "[\"RobertaForMaskedLM\"]"
        #expect(try Verified(model).findings.map(\.rule) == [.unknownArchitecture])
        model.configuration["architectures"] = nil
        #expect(try Verified(model).lines == ["BC701 warning model_type"])
    }

    @Test("A class of BERT that nobody knows is BC701's")
    func nearMiss() throws {
        #expect(try Verified(damage: "class-unknown").findings.map(\.rule) == [.badConfiguration])
    }

    @Test("Names that no architecture has, and nothing that says what they should be, leave it unchecked")
    func unknownNames() throws {
        var model = TinyBert()
        model.rename { "x" + $0.replacing(".", with: "_") }
        let folder = TemporaryFolder()
        let verified = try Verified(model.writeWeights(to: folder))
        #expect(verified.lines.isEmpty)
        #expect(verified.uncheckedCodes == ["model.unknown-dialect"])
    }

    @Test("Real folders", arguments: ["model-type-other", "model-type-roberta"])
    func real(name: String) throws {
        let verified = try Verified(damage: name)
        #expect(verified.lines == ["BC705 error config.json"])
        #expect(!verified.result.unchecked.isEmpty)
    }
}
