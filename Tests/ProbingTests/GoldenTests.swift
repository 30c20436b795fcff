import ByteIO
import Formats
import JSONText
import ModelSchema
import TestSupport
import Testing

@testable import Probing

/// What transformers 5.23 returned for models of testdata, by `Python/bertconv_fixtures/probe.py`.
enum Goldens {
    static let names: [String] = ((try? Folder.names(in: Fixtures.path("probe"))) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()

    /// The record, and the path of its model.
    static func read(_ name: String) throws -> (record: ProbeRecord, model: String) {
        let path = Fixtures.path("probe/\(name)")
        let object = try #require(try JSONParser.parse(bytes(ofFile: path)).object)
        return (try GoldenFile.read(path), Fixtures.path(try #require(object["model"]?.string)))
    }

    /// A model as a command opens it.
    static func model(_ path: String, as className: String? = nil) throws(Fault) -> ForwardModel {
        let place = try ModelPlace(path, library: try Library.newest())
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let checkpoint = try reader.decoded(try place.open(reader), scratchFolder: "/tmp")
        let model = try ModelCase(checkpoint, at: place, as: className, .diagnostic)
        return try ForwardModel(model, configuration: place.configuration, known: .builtIn)
    }

    static func comparison(
        _ expected: ProbeRecord, _ model: ForwardModel, tolerance: Double = 1e-4
    ) throws(Fault) -> ProbeComparison {
        let found = try ProbeRecord(model, expected.inputs, words: .all)
        return ProbeComparison(
            expected, found, tolerance: tolerance, prefix: model.model.tree.architecture.backbonePrefix)
    }
}

@Suite("Outputs are those of transformers")
struct GoldenTests {
    @Test("There is a record of every class whose forward pass is described")
    func everyClass() throws {
        let described = try KnownArchitectures.builtIn.all().filter { $0.forward != nil }
        #expect(described.count > 5)
        #expect(Goldens.names.count >= 40)
    }

    @Test("All outputs and all modules are within 1e-4", arguments: Goldens.names)
    func outputs(name: String) throws {
        let (expected, path) = try Goldens.read(name)
        let comparison = try Goldens.comparison(expected, try Goldens.model(path))
        #expect(comparison.parting == nil)
        #expect(comparison.problems == [])
        for row in comparison.rows { #expect(row.isWithin, "\(row.name) differs by \(row.largest)") }
    }

    @Test("A batch of texts gives what each text gives alone", arguments: ["BertModel.json", "MPNetModel.json"])
    func batches(name: String) throws {
        let (expected, path) = try Goldens.read(name)
        let model = try Goldens.model(path)
        let together = try ProbeRecord(model, expected.inputs, words: .all)
        for (index, input) in expected.inputs.enumerated() {
            let alone = try ProbeRecord(model, [input], words: .all)
            #expect(alone.outputs[0].texts[0].values == together.outputs[0].texts[index].values)
        }
    }

    @Test(
        "The same weights in another container or orientation give the same outputs",
        arguments: ["BertModel", "BertForQuestionAnswering"])
    func containers(name: String) throws {
        let (expected, _) = try Goldens.read("\(name).json")
        let model = try Goldens.model(Fixtures.path("transformers-4.44.2/\(name)/tf_model.h5"))
        #expect(try Goldens.comparison(expected, model).isSame)
    }
}
