import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC402 constant-tensor, as verify shows it")
struct BC402Tests {
    /// The model with one tensor of these values.
    private static func model(_ name: String, _ value: Float, except last: Float? = nil) throws -> TinyBert {
        var model = TinyBert()
        let index = try #require(model.tensors.firstIndex { $0.name == name })
        let shape = model.tensors[index].shape
        var floats = Array(repeating: value, count: shape.reduce(1, *))
        if let last { floats[floats.count - 1] = last }
        model.tensors[index] = StoredTensor(name, shape, floats: floats)
        return model
    }

    private static let weight = "bert.encoder.layer.0.output.dense.weight"
    private static let norm = "bert.embeddings.LayerNorm.weight"
    private static let bias = "bert.embeddings.LayerNorm.bias"

    @Test("A matrix of one value is an error at its bytes", arguments: [0, 1, -0.25] as [Float])
    func matrix(value: Float) throws {
        let model = try Self.model(Self.weight, value)
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC402 error \(Self.weight)"])
        let finding = verified.findings[0]
        #expect(finding.evidence["values"]?.integer == 24)
        #expect(finding.evidence["value"]?.double == Double(value))
        #expect(try verified.bytes(at: finding) == model[Self.weight]?.bytes)
        #expect(!finding.help.isEmpty)
    }

    @Test(
        "A matrix whose rows or columns are all the same is one, and no rule accuses it of anything else",
        arguments: ["bert.embeddings.word_embeddings.weight", "bert.encoder.layer.0.attention.self.query.weight"],
        [true, false])
    func repeated(name: String, isRow: Bool) throws {
        var model = TrainedModel()
        let (rows, columns) = (model.shape(name)[0], model.shape(name)[1])
        let floats = model.floats(name)
        model.set(
            name,
            (0..<rows * columns).map { isRow ? floats[$0 % columns] : floats[$0 / columns * columns] })
        for isHalf in [false, true] {
            if isHalf { model.storeAsHalf() }
            let findings = try model.findings(of: "BC").filter { $0.severity != .note }
            #expect(findings.filter { $0.rule == .constantTensor }.map(\.subject) == [name])
            #expect(findings.allSatisfy { [.constantTensor, .deadValues].contains($0.rule) })
            let message = "has the same values in each of its \(isRow ? rows : columns) \(isRow ? "rows" : "columns")"
            #expect(findings.first { $0.rule == .constantTensor }?.message == message)
        }
    }

    @Test(
        "A scale or a bias of another value than it begins with is one",
        arguments: [(norm, 0), (norm, 2), (bias, 1), ("classifier.bias", -1)] as [(String, Float)])
    func vector(name: String, value: Float) throws {
        #expect(try Verified(try Self.model(name, value), .values).lines == ["BC402 error \(name)"])
    }

    @Test(
        "What a parameter begins with is not this rule's",
        arguments: [(norm, 1), (bias, 0), (bias, -0.0), ("classifier.bias", 0)] as [(String, Float)])
    func fresh(name: String, value: Float) throws {
        #expect(try Verified(try Self.model(name, value), .values).lines.isEmpty)
    }

    @Test(
        "Token types of a RoBERTa may be zeros, as transformers' converter writes them; nothing else may",
        arguments: [
            ("roberta", "RobertaModel", "token_type_embeddings", 0, []),
            ("roberta", "RobertaModel", "token_type_embeddings", 1, ["BC402"]),
            ("roberta", "RobertaModel", "word_embeddings", 0, ["BC402"]),
            ("bert", "BertModel", "token_type_embeddings", 0, ["BC402"]),
        ] as [(String, String, String, Float, [String])])
    func converted(type: String, className: String, module: String, value: Float, rules: [String]) throws {
        var model = TinyBert("BertModel")
        model.configuration["model_type"] = "\"\(type)\""
        model.configuration["architectures"] = "[\"\(className)\"]"
        let index = try #require(model.tensors.firstIndex { $0.name == "embeddings.\(module).weight" })
        let tensor = model.tensors[index]
        model.tensors[index] = StoredTensor(
            tensor.name, tensor.shape, floats: Array(repeating: value, count: tensor.shape.reduce(1, *)))
        let found = try Verified(model, .values).findings(of: .constantTensor)
        #expect(found.map(\.rule.number) == rules)
    }

    @Test("One element that differs, a single element, and NaN everywhere are none")
    func nearMisses() throws {
        #expect(
            try Verified(try Self.model(Self.weight, 0, except: 1), .values).findings(of: .constantTensor).isEmpty
        )
        #expect(try Verified(TinyBert("BertForMultipleChoice"), .values).lines.isEmpty)
        #expect(try Verified(try Self.model(Self.weight, .nan), .values).lines == ["BC401 error \(Self.weight)"])
    }

    @Test("A tensor that nobody knows may be what it likes; without values nothing is seen")
    func others() throws {
        var model = TinyBert()
        model.tensors.append(StoredTensor("my.weight", [4], floats: [0, 0, 0, 0]))
        #expect(try Verified(model, .values).lines == ["BC102 warning my.weight"])
        #expect(try Verified(try Self.model(Self.weight, 0), .headers).lines.isEmpty)
        #expect(try Verified(damage: "all-zero", .headers).lines.isEmpty)
    }

    @Test(
        "Real files",
        arguments: [
            ("all-zero", "bert.encoder.layer.1.attention.self.query.weight"),
            ("all-one-value", "bert.encoder.layer.1.intermediate.dense.weight"),
        ])
    func real(name: String, subject: String) throws {
        #expect(try Verified(damage: name, .values).lines == ["BC402 error \(subject)"])
    }
}
