import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC704 unsupported-position-embedding, as verify shows it")
struct BC704Tests {
    private static let distances = "bert.encoder.layer.0.attention.self.distance_embedding.weight"

    @Test(
        "Relative positions are one error that counts what is dropped; no tensor is listed besides",
        arguments: ["relative_key", "relative_key_query"])
    func relative(type: String) throws {
        var model = TinyBert()
        model.configuration["position_embedding_type"] = "\"\(type)\""
        model.add(Self.distances, [5, 2])
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.lines == ["BC704 error position_embedding_type"])
            #expect(verified.findings[0].message.contains("'\(type)'"))
            #expect(verified.findings[0].evidence["tensors"]?.integer == 1)
            #expect(verified.findings[0].help.contains("before 5"))
            #expect(verified.missing.isEmpty)
        }
    }

    @Test("The configuration alone is enough: the model computes something else")
    func configurationOnly() throws {
        var model = TinyBert()
        model.configuration["position_embedding_type"] = "\"relative_key\""
        #expect(try Verified(model).lines == ["BC704 error position_embedding_type"])
    }

    @Test("A field without its tensors is called wrong: nothing is dropped, and no old version helps")
    func fieldAlone() throws {
        var model = TinyBert()
        model.configuration["position_embedding_type"] = "\"relative_key\""
        let verified = try Verified(model)
        let finding = try verified.finding(of: .unsupportedPositionEmbedding)
        #expect(!finding.message.contains("drops") && finding.message.contains("in no file"), "\(finding.message)")
        #expect(!finding.help.contains("before") && finding.help.contains("\"absolute\""), "\(finding.help)")
        // A conversion misses the same parameters, and says the same of them.
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", model.write(to: folder), folder.file("out.safetensors")])
        let missing = try #require(finding.evidence["missing"]?.integer)
        #expect(run.status == 1 && missing > 0)
        #expect(run.errors.contains("\(missing) of") && run.errors.contains(finding.help), "\(run.errors)")
    }

    @Test("So are the tensors where there is no configuration")
    func tensorsOnly() throws {
        var model = TinyBert()
        model.add(Self.distances, [5, 2])
        let folder = TemporaryFolder()
        let verified = try Verified(model.writeWeights(to: folder))
        #expect(verified.lines == ["BC704 error position_embedding_type"])
    }

    @Test("Absolute positions, said or not, are none")
    func nearMisses() throws {
        var model = TinyBert()
        model.configuration["position_embedding_type"] = "\"absolute\""
        #expect(try Verified(model).lines.isEmpty)
        model.add("bert.encoder.layer.0.attention.self.distance_embeddings.weight", [5, 2])
        #expect(try Verified(model).findings.map(\.rule) == [.unexpectedTensor])
    }

    @Test("Real files", arguments: ["relative-positions", "relative-query-positions"])
    func real(name: String) throws {
        let verified = try Verified(damage: name)
        #expect(verified.lines == ["BC704 error position_embedding_type"])
        #expect(verified.findings[0].evidence["tensors"]?.integer == 2)
    }
}
