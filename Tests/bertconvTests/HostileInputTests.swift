import TestSupport
import Testing

@Suite("Files made to do harm")
struct HostileInputTests {
    @Test(
        "An HDF5 file that leads out of itself or out of bounds is refused by the name of the trick",
        arguments: [
            ("external-storage", ["classifier/kernel:0'", "in another file, 'config.json'"]),
            ("external-link", ["in another file, 'big-endian.h5'"]),
            ("soft-link", ["a soft link to '/classifier/elsewhere'"]),
            ("user-defined-link", ["a user-defined link of kind 200"]),
            ("virtual-dataset", ["the dataset is virtual"]),
            ("group-cycle", ["more than one path leads to"]),
            ("unknown-filter", ["filter 32123"]),
            ("nested-groups", ["nested deeper than 64 levels"]),
            ("shape-bomb", ["no values were ever written"]),
        ])
    func hdf5(name: String, words: [String]) {
        let folder = TemporaryFolder()
        folder.copyFiles(of: Fixtures.path("h5py-3.16.0"), names: ["config.json", "big-endian.h5"])
        expectRefused(folder.copy(Fixtures.path("h5py-3.16.0/\(name).h5")), in: folder, saying: words)
    }

    @Test("Names that unfold to 21 MB, and are no weight's, are refused", .slow)
    func wideAttributes() {
        hdf5(name: "wide-attributes", words: ["no tensor has a name of a BERT checkpoint"])
    }

    @Test(
        "A weight that holds no numbers is refused by its name",
        arguments: [
            ("string-dataset", "its elements have the type 'string'"),
            ("never-written", "no values were ever written to it"),
            ("no-datasets", "no tensor has a name of a BERT checkpoint"),
        ])
    func damaged(name: String, words: String) {
        let folder = TemporaryFolder()
        _ = folder.copy(Fixtures.path("h5py-3.16.0/config.json"))
        expectRefused(folder.copy(Fixtures.path("h5py-3.16.0/\(name).h5")), in: folder, saying: [words])
    }

    @Test(
        "A shard index that leads out of its folder, or to nothing, is refused",
        arguments: [
            ("../model.safetensors", "only files in its own folder"),
            ("/etc/passwd", "only files in its own folder"),
            ("gone.safetensors", "the index names it, but it cannot be opened"),
        ])
    func shards(shard: String, words: String) {
        let folder = TemporaryFolder()
        let index = folder.write(
            "{\"weight_map\": {\"bert.pooler.dense.bias\": \"\(shard)\"}}", to: "model.safetensors.index.json")
        expectRefused(index, in: folder, saying: ["shard '\(shard)'", words])
    }

    @Test("A name with control characters is shown escaped, in a refusal and in a listing alike")
    func controlCharacters() {
        let folder = TemporaryFolder()
        let name = "a\u{1B}[2J\nerror: forged\u{202E}\u{7F}\u{85}\u{2028}"
        let shown = "a\\u{1b}[2J\\u{a}error: forged\\u{202e}\\u{7f}\\u{85}\\u{2028}"
        let input = folder.write(
            SafetensorsBytes.file([StoredTensor(name, [1], floats: [1])]), to: "model.safetensors")
        expectRefused(input, in: folder, saying: [shown])
        let text = Tool.bertconv(["inspect", input])
        #expect(text.status == 0)
        #expect(text.output.contains(shown))
        #expect(!text.output.contains("\u{1B}"))
        #expect(text.output.split(separator: "\n").count == 2)
        let json = Tool.bertconv(["inspect", input, "--format", "json"])
        #expect(!json.output.contains("\u{1B}"))
        #expect(!json.output.contains("\nerror: forged"))
    }

    @Test("A tensor that goes along under a name with control characters is shown escaped in every message")
    func controlCharactersInFindings() {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.add("mine\u{1B}[31m\rdone", [1])
        let input = model.write(to: folder)
        let run = Tool.bertconv(["convert", input, folder.file("out.safetensors")])
        #expect(run.status == 0)
        #expect(run.errors.contains("mine\\u{1b}[31m\\u{d}done"))
        #expect(!(run.errors + run.output).contains("\u{1B}"))
        #expect(!(run.errors + run.output).contains("\r"))
        #expect(folder.names.contains("out.safetensors"))
    }
}
