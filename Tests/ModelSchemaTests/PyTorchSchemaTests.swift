import ModelSchema
import Tensors
import TestSupport
import Testing

/// Guards `Schemas/bert.json` against transformers 5.23.0.
@Suite("The schema says what PyTorch models of transformers 5.23.0 have")
struct PyTorchSchemaTests {
    @Test("It knows the classes that the library has")
    func classes() throws {
        #expect(try BERT.architecture().classes.map(\.name).sorted() == Transformers.pytorchClasses().sorted())
        #expect(Set(try Transformers.pytorchClasses()) == Set(Fixtures.classes))
    }

    @Test("Names stand in the order of the state_dict", arguments: Fixtures.classes)
    func names(className: String) throws {
        let parameters = try Transformers.parameters(of: className).filter { !$0.isBuffer }
        let tree = try BERT.tree(className, BERT.sized())
        #expect(tree.parameters.map(\.name) == Transformers.unrolled(parameters, \.name).map(\.name))
        #expect(tree.parameters.count == (try Transformers.stateCount(of: className)))
    }

    @Test("Shapes and initialisers are the library's", arguments: Fixtures.classes)
    func shapes(className: String) throws {
        let tree = try BERT.tree(className, BERT.sized())
        let expected = Transformers.unrolled(try Transformers.parameters(of: className), \.name)
        try #require(tree.parameters.count == expected.count)
        for (parameter, (name, entry)) in zip(tree.parameters, expected) {
            #expect(parameter.shape?.dimensions == (try Transformers.dimensions(entry.shape)), "\(name)")
            #expect(Self.text(parameter.initializer) == entry.initializer, "\(name)")
        }
    }

    @Test("Tied parameters name their source, and no others are tied", arguments: Fixtures.classes)
    func ties(className: String) throws {
        let tree = try BERT.tree(className, BERT.sized())
        for (name, entry) in Transformers.unrolled(try Transformers.parameters(of: className), \.name) {
            let parameter = try #require(tree.parameters.first { $0.name == name })
            #expect(parameter.tiedTo?.description == entry.tiedTo, "\(name)")
            if let source = parameter.tiedTo { #expect(tree[source]?.shape == parameter.shape) }
        }
    }

    @Test("Without tie_word_embeddings nothing is tied", arguments: Fixtures.classes)
    func untied(className: String) throws {
        let tree = try BERT.tree(className, BERT.sized(#""tie_word_embeddings": false"#))
        #expect(tree.parameters.allSatisfy { $0.tiedTo == nil })
    }

    @Test("The padding row is zero in the word embeddings alone; what is tied to them follows")
    func zeroRows() throws {
        let architecture = try BERT.architecture()
        let templates = architecture.parameters.filter { $0.zeroRow != nil }
        #expect(templates.map(\.path) == ["bert.embeddings.word_embeddings.weight"])
        #expect(templates.map(\.zeroRow) == [.field("pad_token_id")])
        for className in Fixtures.classes {
            let tree = try BERT.tree(className, BERT.sized())
            let own = Set(templates.map(\.path))
            for (name, entry) in Transformers.unrolled(try Transformers.parameters(of: className), \.name) {
                let parameter = try #require(tree.parameters.first { $0.name == name })
                let source = parameter.tiedTo ?? parameter.path
                #expect(own.contains(source.template) == entry.hasZeroRow, "\(className): \(name)")
            }
        }
    }

    @Test("The buffers are the library's, none of which a state_dict holds", arguments: Fixtures.classes)
    func buffers(className: String) throws {
        let architecture = try BERT.architecture()
        let modelClass = try BERT.modelClass(className)
        let names = architecture.buffers.map {
            architecture.stateName(of: ParameterPath(template: $0.path, layer: nil), in: modelClass)
        }
        let expected = try Transformers.buffers(of: className)
        #expect(Set(names) == Set(expected.keys))
        #expect(expected.values.allSatisfy { $0 == "non-persistent" })
        #expect(try !Transformers.parameters(of: className).contains { $0.isBuffer })
    }

    @Test("The buffers are one row: the positions counted up, the token types zero")
    func bufferContent() throws {
        let buffers = try BERT.architecture().buffers
        let configuration = try BERT.sized()
        #expect(buffers.map(\.path) == ["bert.embeddings.position_ids", "bert.embeddings.token_type_ids"])
        #expect(buffers.map(\.content) == [.ascending, .zeros])
        for buffer in buffers { #expect(buffer.shape.map { configuration.value(of: $0) } == [1, 24]) }
    }

    private static func text(_ initializer: Initializer) -> String {
        switch initializer {
        case .zeros: "zeros"
        case .ones: "ones"
        case .normal(let deviation): "normal(0, \(deviation.text))"
        case .truncatedNormal, .sinusoid: "of a relative"
        }
    }
}
