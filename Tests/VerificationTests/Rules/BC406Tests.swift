import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC406 copied-parameters, as verify shows it")
struct BC406Tests {
    private static let layer = "bert.encoder.layer"

    /// A model of which some tensors got the values of others.
    private static func lines(
        as className: String = "BertForSequenceClassification", layers: Int = 4, _ source: (String) -> String?
    ) throws -> [String] {
        try Verified(model(className, layers: layers, source), .values).findings.map {
            "\($0.rule.number) \($0.severity) \($0.subject): \($0.message)"
        }
    }

    private static func model(_ className: String, layers: Int, _ source: (String) -> String?) -> TinyBert {
        var model = TinyBert(className, layers: layers)
        for name in model.names {
            guard let source = source(name) else { continue }
            model.remove(name)
            model.add(name, copying: source)
        }
        return model
    }

    private static func copies(_ numbers: [Int], of original: Int) -> (String) -> String? {
        { name in
            let number = numbers.first { name.hasPrefix("\(layer).\($0).") }
            return number.map { name.replacing("layer.\($0).", with: "layer.\(original).") }
        }
    }

    @Test("A layer that has the values of another is one finding")
    func wholeLayer() throws {
        #expect(try Self.lines(Self.copies([3], of: 0)) == ["BC406 warning layer.3: has the values of layer 0"])
        let several = try Self.lines(layers: 6, Self.copies([1, 2, 5], of: 0))
        #expect(several == ["BC406 warning layer.{1-2,5}: has the values of layer 0"])
    }

    @Test("Some parameters of a layer are one finding that names the first")
    func partOfLayer() throws {
        let lines = try Self.lines { name in
            name.hasPrefix("\(Self.layer).2.attention") ? name.replacing("layer.2.", with: "layer.1.") : nil
        }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("BC406 warning layer.2: has the values of layer 1 in 10 parameters") == true)
    }

    @Test("A key that has the values of its query is one finding, in one layer or in all")
    func module() throws {
        for layers in [1, 3] {
            let lines = try Self.lines(layers: layers) { name in
                name.contains(".key.") ? name.replacing(".key.", with: ".query.") : nil
            }
            #expect(lines.count == 1)
            let subject = "\(Self.layer).0.attention.self.key.weight"
            #expect(lines.first?.hasPrefix("BC406 warning \(subject): has the same values as") == true)
            #expect(lines.first?.contains("query.weight'") == true)
        }
    }

    @Test("Two biases of a layer may be equal: if both are added to one sum, training never tells them apart")
    func biases() throws {
        var model = TinyBert(layers: 2)
        model.remove("\(Self.layer).1.output.dense.bias")
        model.add("\(Self.layer).1.output.dense.bias", copying: "\(Self.layer).1.attention.output.dense.bias")
        #expect(try Verified(model, .values).lines.isEmpty)
        model.remove("\(Self.layer).1.output.dense.bias")
        model.add("\(Self.layer).1.output.dense.bias", copying: "\(Self.layer).0.attention.output.dense.bias")
        #expect(try Verified(model, .values).findings(of: .copiedParameters).count == 1)
    }

    @Test("Values in another order, or one value that differs, are no copy")
    func nearMisses() throws {
        var model = TinyBert(layers: 2)
        let name = "\(Self.layer).1.output.dense.weight"
        let source = try #require(model["\(Self.layer).0.output.dense.weight"])
        var numbers = stride(from: 0, to: source.bytes.count, by: 4).map { Array(source.bytes[$0..<$0 + 4]) }
        model.remove(name)
        // In a row whose values are all the same but for their order, sums tell nothing.
        numbers.swapAt(0, 1)
        model.tensors.append(StoredTensor(name, type: "F32", shape: source.shape, bytes: numbers.flatMap(\.self)))
        #expect(try Verified(model, .values).lines.isEmpty)
        numbers.swapAt(0, 1)
        numbers[23][0] ^= 1
        model.remove(name)
        model.tensors.append(StoredTensor(name, type: "F32", shape: source.shape, bytes: numbers.flatMap(\.self)))
        #expect(try Verified(model, .values).lines.isEmpty)
    }

    @Test("Scales of ones and biases of zeros are no copies, nor is what the model ties or stores twice")
    func sound() throws {
        var model = TinyBert(layers: 3)
        for name in model.names where name.contains("LayerNorm") || name.hasSuffix("bias") {
            let count = model[name]?.shape.reduce(1, *) ?? 0
            let value: Float = name.hasSuffix("weight") ? 1 : 0
            model.remove(name)
            model.tensors.append(StoredTensor(name, [count], floats: Array(repeating: value, count: count)))
        }
        #expect(try Verified(model, .values).lines.isEmpty)
        for damage in ["both-decoders-equal", "decoder-without-embeddings", "h5-healthy-masked-lm"] {
            #expect(try Verified(damage: damage, .values).findings(of: .copiedParameters).isEmpty, "\(damage)")
        }
    }

    @Test("Without values nothing is seen")
    func headers() throws {
        let model = Self.model("BertModel", layers: 2) { name in
            name.hasPrefix("encoder.layer.1.") ? name.replacing("layer.1.", with: "layer.0.") : nil
        }
        #expect(try Verified(model, .headers).lines.isEmpty)
        #expect(try Verified(model, .values).lines == ["BC406 warning layer.1"])
    }

    @Test(
        "Real files",
        arguments: [
            ("layer-copied", "layer.1"), ("key-copied", "bert.encoder.layer.0.attention.self.key.weight"),
        ])
    func real(name: String, subject: String) throws {
        #expect(try Verified(damage: name, .values).lines == ["BC406 warning \(subject)"])
    }
}
