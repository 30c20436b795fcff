import JSONText
import ModelSchema
import Schemas
import Testing

/// Guards the references within `Schemas/bert.json`: a misspelt one would be a rule that never applies.
@Suite("What a schema names, it has")
struct SchemaReferenceTests {
    private static func raw() throws -> JSONObject {
        let text = try #require(Schemas.architectures.first)
        return try #require(try JSONParser.parse(text).object)
    }

    @Test("Classes are made of components that exist, and every component is used")
    func components() throws {
        let architecture = try BERT.architecture()
        let known = Set(architecture.parameters.map(\.component))
        #expect(Set(architecture.classes.flatMap(\.components)) == known)
        #expect(architecture.classes.allSatisfy { Set($0.components).count == $0.components.count })
        #expect(Set(architecture.classes.map(\.name)).count == architecture.classes.count)
        #expect(architecture.classes.filter(\.isBare).map(\.name) == ["BertModel"])
    }

    @Test("Every field that is named is a field")
    func fields() throws {
        let architecture = try BERT.architecture()
        let fields = architecture.fields.map(\.name)
        #expect(Set(fields).count == fields.count)
        var named = [architecture.layerCountField]
        named += architecture.classes.flatMap { Array($0.fixed.keys) + Array($0.required.keys) }
        named += architecture.ties.map(\.field)
        for parameter in architecture.parameters {
            if case .field(let field) = parameter.zeroRow { named.append(field) }
            named += parameter.conditions.map(\.field)
            if let deviation = parameter.initializer.deviation { named.append(deviation.field) }
        }
        for expression in architecture.parameters.flatMap(\.shape) + architecture.buffers.flatMap(\.shape) {
            named += expression.description.split(separator: " ").map(String.init).filter { word in
                Int(word) == nil && !["+", "-", "*", "/", "//"].contains(word)
            }
        }
        for field in try #require(try Self.raw()["configuration"]?.array) {
            named += [field.object?["divides"]?.string].compactMap(\.self)
        }
        #expect(Set(named).subtracting(fields).isEmpty)
    }

    @Test("Parameters have one name each, and those of a layer stand together")
    func parameters() throws {
        let parameters = try BERT.architecture().parameters
        #expect(Set(parameters.map(\.path)).count == parameters.count)
        let starts = zip(parameters, parameters.dropFirst()).count { !$0.isPerLayer && $1.isPerLayer }
        #expect(starts == 1)
        for parameter in parameters {
            #expect(parameter.path == parameter.module + "." + parameter.name)
            #expect(parameter.isPerLayer == parameter.path.contains("{layer}"))
        }
    }

    @Test("A tie joins two parameters of one shape, and its source is not tied itself")
    func ties() throws {
        let architecture = try BERT.architecture()
        let parameters = Dictionary(uniqueKeysWithValues: architecture.parameters.map { ($0.path, $0) })
        for tie in architecture.ties {
            let (tied, source) = (try #require(parameters[tie.parameter]), try #require(parameters[tie.source]))
            #expect(tied.shape == source.shape)
            #expect(!architecture.ties.contains { $0.parameter == tie.source })
            let classes = architecture.classes.filter { $0.components.contains(tied.component) }
            #expect(classes.allSatisfy { $0.components.contains(source.component) })
        }
    }

    @Test("A dialect names modules that exist; PyTorch's needs no table and reads every parameter")
    func dialectModules() throws {
        let architecture = try BERT.architecture()
        let modules = Set(architecture.parameters.map(\.module))
        let dialects = try #require(try Self.raw()["dialects"]?.array).compactMap(\.object)
        #expect(dialects.map { $0["modules"] != nil } == [false, true, true, true, true])
        for dialect in dialects {
            for member in dialect["modules"]?.object?.members ?? [] {
                #expect(modules.contains(member.name), "\(member.name)")
                #expect(member.name.contains("{layer}") == (member.value.string?.contains("{layer}") == true))
            }
        }
    }

    @Test("A buffer is not a parameter")
    func buffers() throws {
        let architecture = try BERT.architecture()
        #expect(Set(architecture.buffers.map(\.path)).isDisjoint(with: architecture.parameters.map(\.path)))
    }

    @Test("Architectures, their model types and their classes are told apart by name")
    func distinct() throws {
        let all = try KnownArchitectures.builtIn.all()
        #expect(Set(all.map(\.name)).count == all.count)
        let types = all.flatMap(\.modelTypes)
        #expect(Set(types).count == types.count)
        let classes = all.flatMap(\.classes).map(\.name)
        #expect(Set(classes).count == classes.count)
    }
}
