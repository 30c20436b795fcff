import ByteIO
import JSONText
import ModelSchema
import Tensors
import TestSupport
import Testing

/// Guards the files in `Schemas/architectures/` against fresh models of transformers 5.23.0: every class, every flag.
@Suite("The schemas have what BERT's relatives have in transformers 5.23.0")
struct RelativesTests {
    /// A model of the library: its class, its configuration and its parameters.
    struct Model: CustomTestStringConvertible {
        let name: String
        let className: String
        let configuration: JSONValue
        let parameters: [String]

        var testDescription: String { name }
    }

    static let files = (try? Folder.names(in: Fixtures.path("relatives/parameters")))?.sorted() ?? []

    static func models(_ file: String) throws -> [Model] {
        let text = bytes(ofFile: Fixtures.path("relatives/parameters/\(file)"))
        return try text.split(separator: UInt8(ascii: "\n")).map { (line: ArraySlice<UInt8>) throws -> Model in
            let row = try #require(try JSONParser.parse(Array(line)).object)
            let className = try #require(row["class"]?.string)
            return Model(
                name: "\(className), \(row["variant"]?.string ?? "")", className: className,
                configuration: try #require(row["configuration"]),
                parameters: try #require(row["parameters"]?.array).compactMap(\.string))
        }
    }

    @Test("There are models of every architecture but BERT, and of every class")
    func complete() throws {
        let architectures = try KnownArchitectures.builtIn.all().filter { $0.name != "bert" }
        #expect(Set(Self.files.map { $0.replacing(".jsonl", with: "") }) == Set(architectures.map(\.name)))
        for architecture in architectures {
            let models = try Self.models("\(architecture.name).jsonl")
            #expect(Set(models.map(\.className)) == Set(architecture.classes.map(\.name)), "\(architecture.name)")
        }
    }

    @Test("Names, order, shapes, initialisers and ties of each class and each flag", arguments: files)
    func parameters(file: String) throws {
        for model in try Self.models(file) {
            let tree = try Self.tree(of: model)
            let expected = model.parameters.map { $0.split(separator: "|", omittingEmptySubsequences: false) }
            guard tree.parameters.map(\.name) == expected.map({ String($0[0]) }) else {
                let names = Set(expected.map { String($0[0]) })
                let own = Set(tree.parameters.map(\.name))
                Issue.record("\(model.name): lacks \(names.subtracting(own)), has \(own.subtracting(names)), or order")
                continue
            }
            var ties: [String: String] = [:]
            for parts in expected where !parts[3].isEmpty { ties[String(parts[0])] = String(parts[3]) }
            for (parameter, parts) in zip(tree.parameters, expected) {
                let dimensions = parts[1].split(separator: "x").compactMap { Int($0) }
                #expect(parameter.shape?.dimensions == dimensions, "\(model.name): \(parameter.name)")
                let source = parameter.tiedTo.flatMap { tree[$0] }
                #expect(
                    Self.text(source ?? parameter, tree) == String(parts[2]), "\(model.name): \(parameter.name)")
                if let source {
                    // The library calls the one that comes first in the state_dict the other's source.
                    let tied = ties.removeValue(forKey: parameter.name) ?? ties.removeValue(forKey: source.name)
                    #expect(
                        tied == source.name || tied == parameter.name, "\(model.name): \(parameter.name)")
                }
            }
            #expect(ties.isEmpty, "\(model.name)")
        }
    }

    /// The tree of a model, with the configuration read from a file as by the commands.
    static func tree(of model: Model) throws -> ParameterTree {
        let folder = TemporaryFolder()
        let path = folder.write(JSONWriter.compact(model.configuration), to: "config.json")
        let file = try ConfigurationFile(path: path, known: .builtIn)
        let architecture = try #require(file.architecture, "\(model.name)")
        return ParameterTree(
            architecture: architecture, modelClass: try #require(architecture.modelClass(model.className)),
            configuration: try file.configuration(for: architecture, by: try Library.newest()), isCurrent: true)
    }

    /// An initialiser in the words of the fixtures, which have nine digits of a deviation.
    private static func text(_ parameter: Parameter, _ tree: ParameterTree) -> String {
        let rows = parameter.shape?.dimensions.first ?? 0
        let row = parameter.zeroRow.map { " row \($0 < 0 ? rows + $0 : $0)" } ?? ""
        let deviation = parameter.initializer.deviation.flatMap { $0.value(tree.configuration) } ?? .nan
        return switch parameter.initializer {
        case .zeros: "zeros"
        case .ones: "ones"
        case .sinusoid: "computed"
        case .normal: "normal \(digits(deviation, 9))" + row
        case .truncatedNormal(_, let cutoff):
            "truncated \(digits(deviation, 9)) \(digits(tree.configuration.double(cutoff) ?? .nan, 6))" + row
        }
    }

    /// The number with so many significant digits and without zeros at its end, as `%g` writes it.
    private static func digits(_ number: Double, _ count: Int) -> String {
        guard number > 0, number.isFinite else { return "\(number)" }
        var exponent = 0
        var scaled = number
        while scaled < 1 {
            scaled *= 10
            exponent -= 1
        }
        while scaled >= 10 {
            scaled /= 10
            exponent += 1
        }
        var power = 1.0
        for _ in 0..<(count - 1 - exponent) { power *= 10 }
        return "\((number * power).rounded() / power)".replacing(/\.0$/, with: "")
    }
}
