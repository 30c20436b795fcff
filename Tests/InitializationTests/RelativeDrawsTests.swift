import ByteIO
import Formats
import Initialization
import JSONText
import ModelSchema
import Tensors
import TestSupport
import Testing

/// Guards every initialiser and the order of draws: of each class of BERT's relatives, and of each flag.
@Suite("Fresh models of BERT's relatives are those of transformers 5.23")
struct RelativeDrawsTests {
    /// A model that the library made of a configuration (`bertconv_fixtures/relatives/drawn.py`).
    struct Drawn: Sendable, CustomTestStringConvertible {
        let className: String
        let variant: String
        let configuration: String
        let seed: Int
        /// What the library leaves as it was in memory.
        let leftOut: [String]
        let digest: String

        var testDescription: String { "\(className) \(variant)" }
    }

    static let all: [Drawn] = bytes(ofFile: Fixtures.path("relatives/fresh.jsonl")).split(separator: UInt8(ascii: "\n"))
        .compactMap { line in
            guard let object = (try? JSONParser.parse(Array(line)))?.object, let className = object["class"]?.string,
                let variant = object["variant"]?.string, let configuration = object["configuration"],
                let seed = object["seed"]?.integer, let digest = object["sha256"]?.string
            else { return nil }
            return Drawn(
                className: className, variant: variant, configuration: JSONWriter.compact(configuration), seed: seed,
                leftOut: object["leftOut"]?.array?.compactMap(\.string) ?? [], digest: digest)
        }

    @Test("There are models of all classes, and of what is unusual")
    func complete() throws {
        let classes = try KnownArchitectures.builtIn.all().filter { $0.name != "bert" }.flatMap(\.classes).map(\.name)
        #expect(Set(classes).subtracting(Self.all.map(\.className)).isEmpty)
        #expect(Self.all.count > 200)
    }

    @Test("Each parameter has the library's bits", arguments: all)
    func values(drawn: Drawn) throws {
        let folder = TemporaryFolder()
        let model = try FreshModel(configurationPath: folder.write(drawn.configuration, to: "config.json"))
        let fresh = try FreshCheckpoint(model, scratchFolder: folder.path)
        try fresh.draw(seed: UInt32(drawn.seed))
        var lines: [String] = []
        for entry in fresh.checkpoint.table.entries {
            let parameter = try #require(model.tree.parameters.first { $0.name == entry.name }, "\(entry.name)")
            let tied = model.tree.parameters.filter { $0.tiedTo == parameter.path }.map(\.name)
            let name = ([entry.name] + tied).min() ?? entry.name
            guard !drawn.leftOut.contains(name) else { continue }
            lines.append("\(name) \(SHA256.hex(try denseBytes(of: entry)))\n")
        }
        #expect(SHA256.hex(Array(lines.sorted().joined().utf8)) == drawn.digest)
    }
}
