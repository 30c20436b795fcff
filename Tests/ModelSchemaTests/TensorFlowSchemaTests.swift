import ModelSchema
import Tensors
import TestSupport
import Testing

/// Guards `Schemas/bert.json` against files that transformers 4.44.2 wrote.
@Suite("The schema says what TensorFlow models of transformers 4.44.2 store")
struct TensorFlowSchemaTests {
    private static let dialectName = "huggingface-tensorflow"

    /// The weights with their names as in a file: model level and layer filled in.
    private static func stored(_ className: String) throws -> [(name: String, weight: Transformers.Weight)] {
        let model = try Transformers.modelName(of: className)
        return Transformers.unrolled(try Transformers.weights(of: className), \.path).map { path, weight in
            (path.split(separator: "{model}", omittingEmptySubsequences: false).joined(separator: model), weight)
        }
    }

    @Test("Each weight is the parameter that the library makes of it", arguments: Fixtures.classes)
    func parameters(className: String) throws {
        let dialect = try BERT.dialect(Self.dialectName)
        let architecture = try BERT.architecture()
        let modelClass = try BERT.modelClass(className)
        for (path, weight) in try Self.stored(className) {
            let match = try #require(dialect.match(path), "\(path)")
            let layer = match.parameter.layer.map(String.init) ?? ""
            let name = architecture.stateName(of: match.parameter, in: modelClass)
            #expect(name == Transformers.filled(weight.parameter, layer), "\(path)")
            #expect(match.isTransposed == weight.isTransposed, "\(path)")
            #expect(!match.isLegacy && !match.isBare, "\(path)")
        }
    }

    @Test("Each weight has its parameter's shape, turned round where it is transposed", arguments: Fixtures.classes)
    func shapes(className: String) throws {
        let dialect = try BERT.dialect(Self.dialectName)
        let tree = try BERT.tree(className, BERT.sized())
        for (path, weight) in try Self.stored(className) {
            let match = try #require(dialect.match(path), "\(path)")
            let shape = try #require(tree[match.parameter]?.shape, "\(path)")
            let stored = match.isTransposed ? shape.transposed : shape
            #expect(stored.dimensions == (try Transformers.dimensions(weight.shape)), "\(path)")
        }
    }

    @Test("The parameters that no weight covers are the ones that TensorFlow ties", arguments: Fixtures.classes)
    func uncovered(className: String) throws {
        let dialect = try BERT.dialect(Self.dialectName)
        let covered = Set(try Self.stored(className).compactMap { dialect.match($0.name)?.parameter })
        let tree = try BERT.tree(className, BERT.sized())
        let uncovered = tree.parameters.filter { !covered.contains($0.path) }
        #expect(uncovered.map(\.name).sorted() == (try Transformers.uncovered(in: className)).sorted())
        for parameter in uncovered { #expect(parameter.tiedTo.map(covered.contains) == true, "\(parameter.name)") }
        #expect(dialect.alwaysTies)
    }

    @Test("Only embeddings are stored twice", arguments: Fixtures.classes)
    func copies(className: String) throws {
        let dialect = try BERT.dialect(Self.dialectName)
        let matches = try Self.stored(className).compactMap { dialect.match($0.name)?.parameter }
        let counts = Dictionary(matches.map { ($0, 1) }, uniquingKeysWith: +)
        for (parameter, count) in counts {
            let isEmbedding = parameter.template.hasPrefix("bert.embeddings.")
            let isCopied = isEmbedding && className.isLanguageModel
            #expect(count == (isCopied ? 2 : 1), "\(parameter)")
        }
        #expect(dialect.storesCopies)
    }

    @Test(
        "The model level may be missing, numbered, or stand under others",
        arguments: ["", "tf_bert_model/", "tf_bert_for_masked_lm_7/", "model/tf_bert_model_5/", "a/b/c/"])
    func scopes(scope: String) throws {
        let dialect = try BERT.dialect(Self.dialectName)
        for spelling in dialect.spellings {
            let name = Transformers.filled(spelling.replacing("{layer}", with: "{i}"), "3")
            let plain = try #require(dialect.match(name), "\(name)")
            let match = try #require(dialect.match(scope + name), "\(scope + name)")
            #expect(match.parameter == plain.parameter && match.isTransposed == plain.isTransposed)
            #expect(plain.level == 0 && match.level == scope.count { $0 == "/" }, "\(scope + name)")
        }
    }

    @Test("Four levels above a name are too many")
    func tooDeep() throws {
        let dialect = try BERT.dialect(Self.dialectName)
        #expect(dialect.match("a/b/c/classifier/kernel:0") != nil)
        #expect(dialect.match("a/b/c/d/classifier/kernel:0") == nil)
    }
}

extension String {
    fileprivate var isLanguageModel: Bool {
        ["BertForPreTraining", "BertForMaskedLM", "BertLMHeadModel"].contains(self)
    }
}
