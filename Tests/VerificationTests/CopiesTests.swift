import TestSupport
import Testing
import Verification

@Suite("BC104, BC201 and BC204: values that should be equal")
struct CopiesTests {
    private static let words = "bert.embeddings.word_embeddings.weight"
    private static let decoder = "cls.predictions.decoder.weight"

    @Test("The second copy of the embeddings in a Keras file is compared; equal copies are no finding")
    func kerasCopies() throws {
        #expect(try Examined(Fixtures.path("transformers-4.44.2/BertForPreTraining")).findings.isEmpty)
        let examined = try Examined(
            Fixtures.path("h5py-3.16.0/embeddings-copies-differ.h5"), as: "BertForMaskedLM")
        #expect(examined.rules == [.duplicateTensorDiffers])
        #expect(examined.subjects(of: .duplicateTensorDiffers) == [Self.words])
        #expect(examined.findings.first?.severity == .error)
        #expect(examined.findings.first?.message.contains("element 0 is 0.43455204 and 7.0") == true)
    }

    @Test("Two names for one parameter collide when their values differ, at the first element that does")
    func collision() throws {
        for (second, bytes, difference) in [
            ("pooler.dense.bias", [0], "element 0"), ("pooler.dense.bias", [15], "element 3"),
            ("pooler.dense.bias", [7, 12], "element 1"),
        ] {
            var model = TinyBert()
            model.add(second, copying: "bert.pooler.dense.bias")
            #expect(try Examined(model).findings.isEmpty)
            let last = model.tensors.count - 1
            for byte in bytes { model.tensors[last].bytes[byte] ^= 1 }
            let examined = try Examined(model)
            #expect(examined.rules == [.nameCollision])
            #expect(examined.subjects(of: .nameCollision) == ["pooler.dense.bias"])
            #expect(examined.findings.first?.severity == .error)
            #expect(examined.findings.first?.message.contains("': \(difference) is ") == true)
        }
    }

    @Test("Old and new names of one norm collide the same way")
    func legacyCollision() throws {
        var model = TinyBert("BertModel")
        model.add("embeddings.LayerNorm.gamma", [4])
        let examined = try Examined(model)
        #expect(examined.subjects(of: .nameCollision) == ["embeddings.LayerNorm.weight"])
    }

    @Test("Two names of other types collide where a number differs, and only there: libraries cast both")
    func types() throws {
        var model = TinyBert()
        model.tensors.append(
            StoredTensor("pooler.dense.bias", type: "F16", shape: [4], bytes: Array(repeating: 0, count: 8)))
        let examined = try Examined(model)
        #expect(examined.findings.first?.message.contains("': types F32 and F16; element [0] is ") == true)
        let bias = try #require(TinyBert()["bert.pooler.dense.bias"])
        let wide = (0..<4).flatMap { element in
            let bits = bias.bytes[element * 4..<element * 4 + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let double = Double(Float(bitPattern: bits)).bitPattern
            return (0..<8).map { UInt8(truncatingIfNeeded: double >> (8 * $0)) }
        }
        model.tensors[model.tensors.count - 1] = StoredTensor("pooler.dense.bias", type: "F64", shape: [4], bytes: wide)
        #expect(try Examined(model).findings.isEmpty)
    }

    @Test("0.0 and -0.0 are one number, so copies that differ in that alone do not differ")
    func signOfZero() throws {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == "bert.pooler.dense.bias" })
        model.tensors[index].bytes.replaceSubrange(0..<4, with: [0, 0, 0, 0])
        model.add("pooler.dense.bias", copying: "bert.pooler.dense.bias")
        model.tensors[model.tensors.count - 1].bytes[3] = 0x80
        #expect(try Examined(model).findings.isEmpty)
    }

    @Test("Tied weights that differ are an error, equal ones none, and untied ones may differ")
    func tied() throws {
        var model = TinyBert("BertForMaskedLM")
        model.add(Self.decoder, copying: Self.words)
        model.add("cls.predictions.decoder.bias", copying: "cls.predictions.bias")
        #expect(try Examined(model).findings.isEmpty)
        let index = try #require(model.tensors.firstIndex { $0.name == Self.decoder })
        model.tensors[index].bytes[5] ^= 1
        let examined = try Examined(model)
        #expect(examined.rules == [.tiedWeightsDiffer])
        #expect(examined.subjects(of: .tiedWeightsDiffer) == [Self.decoder])
        #expect(examined.findings.first?.severity == .error)
        #expect(examined.findings.first?.message.contains("differs from '\(Self.words)'") == true)
        model.configuration["tie_word_embeddings"] = "false"
        #expect(try Examined(model).findings.isEmpty)
    }

    @Test("A tied bias that differs is found as well")
    func tiedBias() throws {
        var model = TinyBert("BertForPreTraining")
        model.add("cls.predictions.decoder.bias", [5])
        #expect(
            try Examined(model).subjects(of: .tiedWeightsDiffer) == ["cls.predictions.decoder.bias"])
    }

    @Test("A difference in the last byte of a tensor of several blocks is found at its element")
    func lastByte() throws {
        let count = 700_001
        var model = TinyBert("BertForMaskedLM", layers: 0)
        model.configuration["vocab_size"] = "\(count)"
        model.remove("cls.predictions.bias", Self.words)
        let long = [UInt8](repeating: 1, count: count * 4)
        model.tensors.append(StoredTensor("cls.predictions.bias", type: "F32", shape: [count], bytes: long))
        model.tensors.append(StoredTensor("cls.predictions.decoder.bias", type: "F32", shape: [count], bytes: long))
        #expect(try Examined(model).findings(of: .tiedWeightsDiffer).isEmpty)
        model.tensors[model.tensors.count - 1].bytes[count * 4 - 1] = 2
        let finding = try Examined(model).findings(of: .tiedWeightsDiffer).first
        #expect(finding?.message.contains("element 700000 is ") == true)
    }
}
