import ByteIO
import TestSupport
import Testing
import Verification

@Suite("BC705 unknown-architecture, as verify shows it")
struct BC705Tests {
    @Test(
        "A model type that bertconv does not know is one error, and nothing was checked",
        arguments: ["gpt2", "", "BERT"])
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
        model.configuration["architectures"] = "[\"GPT2LMHeadModel\"]"
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

    @Test("The nearest architecture is named, with how many of the names it has")
    func nearest() throws {
        var model = TinyBert()
        model.configuration["model_type"] = "\"nezha\""
        let count = model.tensors.count
        model.add("nezha.task_type_embeddings.weight", [3, 8])
        let help = try #require(try Verified(model).findings.first?.help)
        #expect(
            help.hasPrefix("the nearest is BERT, which has the names of \(count) of \(count + 1) tensors; "), "\(help)")
        #expect(help.contains("--schema"))
    }

    @Test("Its own prefix hides no name from the nearest architecture")
    func nearestBehindPrefix() throws {
        var model = TinyBert()
        model.configuration["model_type"] = "\"nezha\""
        model.rename { $0.replacing("bert.", with: "nezha.") }
        let count = model.tensors.count
        let help = try #require(try Verified(model).findings.first?.help)
        let names = "the names of \(count) of \(count) tensors behind 'nezha.'"
        #expect(help.hasPrefix("the nearest is BERT, which has \(names); "), "\(help)")
    }

    @Test("A BERT whose config.json says that it is a RoBERTa is refused by the prefix of its names")
    func otherType() throws {
        let verified = try Verified(damage: "model-type-other")
        let message = try verified.finding(of: .unknownArchitecture).message
        #expect(message.contains("BERT is another architecture than RoBERTa"))
        #expect(!verified.result.unchecked.isEmpty)
    }
}
