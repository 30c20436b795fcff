import ByteIO
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC404 lost-in-type: TensorFlow makes float32 of everything")
struct BC404Tests {
    @Test("Values of float64 that vanish in float32 are an error; the rest is none")
    func vanished() throws {
        let verified = try Verified(damage: "h5-values-that-vanish", .values)
        let finding = try verified.finding(of: .lostInType)
        #expect(finding.severity == .error)
        #expect(finding.subject.hasSuffix("attention/self/query/kernel:0"))
        #expect(finding.message.contains("all of them become 0"))
        #expect(!finding.help.contains("config.json"))
        #expect(try Verified(damage: "h5-healthy", .values).findings(of: .lostInType).isEmpty)
    }

    @Test("How many tensors are rounded is a sentence that begins with the subject", arguments: [1, 2])
    func rounded(count: Int) throws {
        var model = TinyBert()
        for index in model.tensors.indices.prefix(count) {
            let elements = model.tensors[index].bytes.count / 4
            model.tensors[index].type = "F64"
            model.tensors[index].bytes = StoredTensor.littleEndian((1...elements).map { (Double($0) / 7).bitPattern })
        }
        model.configuration["dtype"] = "\"float32\""
        let finding = try Verified(model, .values).finding(of: .lostInType)
        #expect(finding.subject == "dtype")
        let words = "rounds \(count) of \(model.tensors.count) tensors to float32"
        #expect(finding.message.hasPrefix(words), "\(finding.message)")
    }

    @Test(
        "Where most values become zero it is an error too, however large the few that stay are",
        arguments: [0.01, 1e-6])
    func mostVanish(survivor: Float) throws {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == "bert.embeddings.word_embeddings.weight" })
        model.configuration["vocab_size"] = "100"
        model.tensors[index] = StoredTensor(
            "bert.embeddings.word_embeddings.weight", [100, 4],
            floats: (0..<400).map { $0 < 4 ? survivor * Float($0 + 1) : 1e-11 * Float($0) })
        model.configuration["dtype"] = "\"float16\""
        let finding = try Verified(model, .values).finding(of: .lostInType)
        #expect(finding.severity == .error)
        #expect(finding.message.hasPrefix("loses 3"))
        model.configuration["dtype"] = "\"float32\""
        #expect(try Verified(model, .values).findings(of: .lostInType).isEmpty)
    }
}
