import TestSupport
import Testing

@Suite("Input that is no checkpoint")
struct UnreadableInputTests {
    @Test("A path that leads nowhere is said to", arguments: ["nothing.h5", "nothing/model.safetensors"])
    func missing(name: String) {
        let folder = TemporaryFolder()
        expectRefused(folder.file(name), in: folder, saying: ["no such file or folder", "errno 2"])
    }

    @Test("A folder without weights says what it looks for and what is there")
    func folderWithoutWeights() {
        let folder = TemporaryFolder()
        expectRefused(
            folder.path, in: folder, saying: ["holds no weights", "model.safetensors", "tf_model.h5", "is empty"])
        _ = folder.write("{}", to: "config.json")
        _ = folder.write("a", to: "vocab.txt")
        expectRefused(folder.path, in: folder, saying: ["the folder holds config.json, vocab.txt"])
    }

    @Test("A file of no bytes is called empty, whatever its name", arguments: ["tf_model.h5", "model.safetensors"])
    func empty(name: String) {
        let folder = TemporaryFolder()
        expectRefused(folder.write("", to: name), in: folder, saying: ["empty (0 bytes)", "fetch or save it again"])
    }

    @Test(
        "A file that is something else is named as what it is",
        arguments: [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "git-lfs pointer", "git lfs pull"),
            ("<!DOCTYPE html>\n<html><body>Log in</body></html>", "an HTML page", "fetch the file again"),
            ("\n  <html>\n<title>404</title></html>", "an HTML page", "fetch the file again"),
            ("Weights are on the other disk.\n", "a text file, not a checkpoint", "tf_model.h5"),
            ("GGUF\u{3}\u{0}\u{0}\u{0}and more", "a GGUF file", "the model that it was made from"),
        ])
    func somethingElse(text: String, named: String, remedy: String) {
        for name in ["tf_model.h5", "model.safetensors", "weights"] {
            let folder = TemporaryFolder()
            expectRefused(folder.write(text, to: name), in: folder, saying: [named, remedy])
        }
    }

    @Test("JSON under the name of weights is called what it is; under no such name its content decides")
    func json() {
        let text = "{\"architectures\": [\"BertModel\"]}"
        for name in ["tf_model.h5", "model.safetensors", "pytorch_model.bin"] {
            let folder = TemporaryFolder()
            expectRefused(folder.write(text, to: name), in: folder, saying: ["is a JSON text", "but has the name of"])
        }
        let folder = TemporaryFolder()
        expectRefused(
            folder.write(text, to: "weights"), in: folder,
            saying: ["no 'weight_map'", "not the index of a checkpoint"])
    }

    @Test("Bytes that begin like nothing known are shown")
    func unknownBytes() {
        let folder = TemporaryFolder()
        let input = folder.write([0xDE, 0xAD, 0xBE, 0xEF, 0, 1, 2, 3, 4, 5], to: "model.safetensors")
        expectRefused(input, in: folder, saying: ["not a checkpoint: it begins with de ad be ef 00 01 02 03"])
    }

    @Test("A pipe is refused and not waited for")
    func pipe() {
        let folder = TemporaryFolder()
        let input = folder.file("pipe.h5")
        let made = Tool.run(["mkfifo", input])
        #expect(made.status == 0)
        let run = Tool.run([
            "timeout", "\(HangGuard.seconds)", Tool.path("bertconv"), "convert", input, folder.file("out.safetensors"),
        ])
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(input): is not a regular file"))
        #expect(folder.names == ["pipe.h5"])
    }

    @Test("An HDF5 file that Keras did not write is told from a damaged one")
    func notKeras() {
        let folder = TemporaryFolder()
        expectRefused(
            folder.copy(Fixtures.path("h5py-3.16.0/not-keras.h5")), in: folder,
            saying: ["not a Keras weights file", "no attribute 'layer_names'"])
    }

    @Test("A checkpoint of another model says that no name is known and shows the first")
    func foreignNames() {
        let folder = TemporaryFolder()
        let tensors = [StoredTensor("transformer.h.0.attn.c_attn.weight", [1], floats: [1])]
        let input = folder.write(SafetensorsBytes.file(tensors), to: "model.safetensors")
        expectRefused(
            input, in: folder,
            saying: ["no tensor has a name of a BERT checkpoint", "'transformer.h.0.attn.c_attn.weight'"])
    }

    @Test("A head alone is no model, which is said, and --as says which one it is of")
    func headAlone() {
        let folder = TemporaryFolder()
        let tensors = [StoredTensor("classifier.weight", [2, 1], floats: [1, 2])]
        let input = folder.write(SafetensorsBytes.file(tensors), to: "model.safetensors")
        let output = folder.file("out.safetensors")
        for command in [["verify", input], ["convert", input, output]] {
            let run = Tool.bertconv(command)
            #expect(run.status == 2)
            let words = "only a head's tensors have names of a BERT checkpoint, such as 'classifier.weight'"
            #expect((run.output + run.errors).contains(words), "\(run.output)\(run.errors)")
            let stated = Tool.bertconv(command + ["--as", "BertForSequenceClassification"])
            #expect(stated.status == 1)
            #expect((stated.output + stated.errors).contains("BC101"), "\(stated.output)\(stated.errors)")
        }
        let options = ["--as", "BertForSequenceClassification", "--allow-incomplete", "--quiet"]
        #expect(Tool.bertconv(["convert", input, output] + options).status == 0)
    }
}
