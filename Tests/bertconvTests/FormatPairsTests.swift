import TestSupport
import Testing

/// Guards the promise that the same weights are the same in every format: nine pairs, bit for bit.
@Suite("All formats both ways")
struct FormatPairsTests {
    private static let endings = ["safetensors", "bin", "h5"]

    /// The digest of the whole checkpoint, without the path behind it.
    private static func digest(_ path: String) throws -> String {
        let run = Tool.bertconv(["digest", "--quiet", path])
        #expect(run.status == 0, "\(run.errors)")
        let last = try #require(run.output.split(separator: "\n").last)
        return String(last.prefix(64))
    }

    @Test("Every pair of formats keeps every class's weights", arguments: Fixtures.classes)
    func pairs(name: String) throws {
        let folder = TemporaryFolder()
        let model = Fixtures.path("transformers-4.44.2/\(name)")
        _ = folder.copy(model + "/config.json")
        let expected = try Self.digest(model + "/tf_model.h5")
        #expect(try Self.digest(model + "/expected.safetensors") == expected)
        for first in Self.endings {
            let middle = folder.file("first-\(first).\(first)")
            #expect(Tool.bertconv(["convert", model, middle]).status == 0)
            #expect(try Self.digest(middle) == expected, "h5 to \(first)")
            for second in Self.endings {
                let end = folder.file("\(first)-\(second).\(second)")
                let run = Tool.bertconv(["convert", middle, end])
                #expect(run.status == 0, "\(first) to \(second): \(run.errors)")
                #expect(try Self.digest(end) == expected, "\(first) to \(second)")
            }
        }
        let round = bytes(ofFile: folder.file("h5-safetensors.safetensors"))
        #expect(round == bytes(ofFile: model + "/expected.safetensors"))
    }

    @Test("The same conversion gives the same bytes", arguments: endings)
    func deterministic(ending: String) {
        let folder = TemporaryFolder()
        let model = Fixtures.path("transformers-4.44.2/BertForPreTraining")
        for name in ["a", "b"] {
            #expect(Tool.bertconv(["convert", model, folder.file("\(name).\(ending)")]).status == 0)
        }
        #expect(bytes(ofFile: folder.file("a.\(ending)")) == bytes(ofFile: folder.file("b.\(ending)")))
    }

    @Test("TensorFlow's format refuses a decoder of its own, and says what would hold it")
    func untiedDecoder() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["convert", Fixtures.path("torch/untied-2.13"), folder.file("tf_model.h5")])
        #expect(run.status == 2)
        #expect(
            run.errors.contains("parameter 'cls.predictions.decoder.weight': TensorFlow's HDF5 has no place for it"))
        #expect(folder.names.isEmpty)
    }

    @Test("TensorFlow's format refuses tensors of no parameter, unless they are to be dropped")
    func unmapped() {
        let folder = TemporaryFolder()
        let arguments = ["convert", Fixtures.path("transformers-4.44.2/main-layer"), folder.file("tf_model.h5")]
        let run = Tool.bertconv(arguments)
        #expect(run.status == 2)
        #expect(run.errors.contains("--drop-unmapped"))
        #expect(folder.names.isEmpty)
        #expect(Tool.bertconv(arguments + ["--drop-unmapped"]).status == 0)
    }
}
