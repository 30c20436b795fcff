import TestSupport
import Testing
import Verification

@Suite("BC103: tensors of another shape than their parameter")
struct ShapeMismatchTests {
    @Test(
        "A shape is held against the configuration, dimension by dimension",
        arguments: [
            ("classifier.weight", [3, 4], "[2, 4]"), ("classifier.bias", [1], "[2]"),
            ("classifier.bias", [2, 1], "[2]"),
            ("classifier.bias", [], "[2]"), ("bert.pooler.dense.weight", [16], "[4, 4]"),
            ("bert.encoder.layer.0.output.dense.weight", [6, 4], "[4, 6]"),
            ("bert.embeddings.position_embeddings.weight", [4, 4], "[3, 4]"),
        ])
    func mismatch(name: String, shape: [Int], expected: String) throws {
        var model = TinyBert()
        model.remove(name)
        model.add(name, shape)
        let examined = try Examined(model)
        #expect(examined.rules == [.shapeMismatch])
        #expect(examined.findings.map(\.subject) == [name])
        #expect(examined.findings.first?.severity == .error)
        #expect(examined.findings.first?.message.contains("the model needs \(expected);") == true)
        #expect(examined.findings.first?.file == examined.path)
    }

    @Test("A TensorFlow kernel is held against the parameter the right way round")
    func orientation() throws {
        #expect(try Examined(Fixtures.path("transformers-4.44.2/BertModel")).findings.isEmpty)
        let wrong = try Examined(Fixtures.path("h5py-3.16.0/kernel-not-transposed.h5"))
        #expect(wrong.rules == [.shapeMismatch])
        #expect(wrong.findings.first?.message.hasPrefix("has the shape [8, 12], the model needs [12, 8];") == true)
    }

    @Test("Without a configuration the first tensor that tells a size is the measure of the others")
    func inferred() throws {
        var model = TinyBert()
        model.remove("bert.encoder.layer.0.output.dense.bias")
        model.add("bert.encoder.layer.0.output.dense.bias", [5])
        let examined = try Examined(model, configured: false)
        #expect(examined.subjects(of: .shapeMismatch) == ["bert.encoder.layer.0.output.dense.bias"])
        model.remove("bert.encoder.layer.0.output.dense.bias")
        model.add("bert.encoder.layer.0.output.dense.bias", [4])
        #expect(try Examined(model, configured: false).findings.isEmpty)
    }

    @Test("Of two copies each is held against the parameter")
    func copies() throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", [5])
        let examined = try Examined(model)
        #expect(examined.subjects(of: .shapeMismatch) == ["pooler.dense.bias"])
        #expect(examined.subjects(of: .nameCollision) == ["bert.pooler.dense.bias"])
    }
}
