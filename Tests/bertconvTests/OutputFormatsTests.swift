import TestSupport
import Testing

/// Guards what a format cannot hold, and that a conversion is the same each time.
@Suite("Outputs of each format")
struct OutputFormatsTests {
    private static let endings = ["safetensors", "bin", "h5"]

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
