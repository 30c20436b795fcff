import ByteIO
import Formats
import Tensors
import TestSupport
import Testing

@Suite("Checkpoints in shards")
struct ShardedSetTests {
    @Test("The real set is one table of all shards, each tensor in its own file")
    func realSet() throws {
        let folder = Fixtures.path("transformers-4.44.2/sharded-h5")
        let checkpoint = try reader.open(folder + "/tf_model.h5.index.json")
        #expect(checkpoint.index?.path == folder + "/tf_model.h5.index.json")
        #expect(checkpoint.format == .kerasHDF5)
        #expect(
            checkpoint.files.map { FilePath.name(of: $0.path) } == [
                "tf_model-00001-of-00002.h5", "tf_model-00002-of-00002.h5",
            ])
        #expect(checkpoint.table.count == 25)
        #expect(checkpoint.disagreements.isEmpty)
    }

    @Test("Shards are taken in the order of their names, and their tensors in the order of each file")
    func order() throws {
        let shards = Shards(["b.safetensors": ["z", "y"], "a.safetensors": ["x"]])
        let checkpoint = try reader.open(shards.index([("y", "b"), ("x", "a"), ("z", "b")]))
        #expect(checkpoint.table.entries.map(\.name) == ["x", "z", "y"])
        #expect(checkpoint.files.count == 2)
        #expect(checkpoint.format == .safetensors)
        #expect(checkpoint.disagreements.isEmpty)
    }

    @Test("What the index names and no shard has, what it does not name, and what is elsewhere, is told")
    func disagreements() throws {
        let shards = Shards(["a.safetensors": ["x", "extra"], "b.safetensors": ["y"]])
        let index = shards.index([("x", "b"), ("gone", "a"), ("y", "b")])
        let checkpoint = try reader.open(index)
        #expect(
            checkpoint.disagreements == [
                .wrongShard(name: "x", file: "b.safetensors", found: "a.safetensors"),
                .absent(name: "gone", file: "a.safetensors"), .unlisted(name: "extra", file: index),
            ])
        #expect(checkpoint.table.count == 3)
    }

    @Test("A shard that is not there is named, with the index that names it")
    func missingShard() throws {
        let shards = Shards(["a.safetensors": ["x"]])
        let index = shards.index([("x", "a"), ("y", "b")])
        let error = fault(opening: index)
        #expect(error?.code == .shardMissing)
        #expect(error?.file == index)
        #expect(error?.subject == "shard 'b.safetensors'")
        #expect(error?.causes.first?.contains("no such file") == true)
    }

    @Test(
        "A shard's name that leads out of the folder is refused before anything is opened",
        arguments: [
            "../a.safetensors", "/etc/passwd", "sub/a.safetensors", "..", ".", "", "a\\u0000b", "./a.safetensors",
        ])
    func shardName(name: String) throws {
        let folder = TemporaryFolder()
        let index = folder.write("{\"weight_map\": {\"x\": \"\(name)\"}}", to: "model.safetensors.index.json")
        let error = fault(opening: index)
        #expect(error?.code == .shardName)
        #expect(error?.file == index)
        #expect(folder.names == ["model.safetensors.index.json"])
    }

    @Test("A tensor in two shards is refused by its name and the second shard's")
    func duplicate() throws {
        let shards = Shards(["a.safetensors": ["x"], "b.safetensors": ["y", "x"]])
        let error = fault(opening: shards.index([("x", "a"), ("y", "b")]))
        #expect(error?.code == .shardDuplicate)
        #expect(error?.file == shards.folder.file("b.safetensors"))
        #expect(error?.subject == "tensor 'x'")
    }

    @Test(
        "A text that is no index is refused at the place where it stops being one",
        arguments: [
            ("{\"weight_map\": {\"x\": 7}}", Fault.Code.shardIndex), ("{\"weight_map\": []}", .shardIndex),
            ("{\"weight_map\": {}}", .shardIndex), ("{\"metadata\": {}}", .shardIndex), ("{}", .shardIndex),
            ("{\"weight_map\": {\"x\": \"a\"}", Fault.Code("json.syntax")),
            ("{\"weight_map\": {\"x\": \"a\", \"x\": \"b\"}}", Fault.Code("json.duplicate-name")),
        ])
    func notAnIndex(text: String, code: Fault.Code) throws {
        let folder = TemporaryFolder()
        let index = folder.write(text, to: "model.safetensors.index.json")
        let error = fault(opening: index)
        #expect(error?.code == code, "\(error)")
        #expect(error?.file == index)
        #expect(folder.names == ["model.safetensors.index.json"])
    }

    @Test("An index is no shard, not even its own")
    func indexOfIndex() throws {
        let folder = TemporaryFolder()
        let index = folder.write(
            "{\"weight_map\": {\"x\": \"model.safetensors.index.json\"}}", to: "model.safetensors.index.json")
        let error = fault(opening: index)
        #expect(error?.code == .shardIndex)
        #expect(error?.reason == "an index names another index")
        #expect(folder.names == ["model.safetensors.index.json"])
    }

    @Test("Shards of several formats are no set")
    func mixed() throws {
        let shards = Shards(["a.safetensors": ["x"]])
        _ = shards.folder.copy(
            Fixtures.path("transformers-4.44.2/sharded-h5/tf_model-00001-of-00002.h5"), as: "b.h5")
        let index = shards.folder.write(
            #"{"metadata": {}, "weight_map": {"x": "a.safetensors", "y": "b.h5"}}"#, to: "model.safetensors.index.json")
        let error = fault(opening: index)
        #expect(error?.code == .shardIndex)
        #expect(error?.reason.contains("not all of one format") == true)
        #expect(error?.file == index)
    }

    @Test(
        "Two names that differ only in how their characters are encoded are two files for libraries, and refused here",
        arguments: [("\u{E9}", "e\u{301}"), ("\u{212A}", "K"), ("\u{212B}", "A\u{30A}")])
    func encodings(names: (String, String)) throws {
        let shards = Shards(["\(names.0).safetensors": ["x"]])
        let error = fault(opening: shards.index([("x", names.0), ("y", names.1)]))
        #expect(error?.code == .shardIndex)
        #expect(error?.reason.contains("encoded in two ways") == true)
    }

    @Test("Shards are in the order of their names' bytes, as Python sorts them")
    func byteOrder() throws {
        // Swift alone sorts the accent that follows its letter as if the two were one character.
        let shards = Shards(["e\u{301}.safetensors": ["x"], "f.safetensors": ["y"]])
        let checkpoint = try reader.open(shards.index([("x", "e\u{301}"), ("y", "f")]))
        #expect(checkpoint.table.entries.map(\.name) == ["x", "y"])
    }

    @Test(
        "The name of the first shard says how libraries read them all",
        arguments: [
            (["a.weights", "b.weights"], "a.weights"), (["A.SAFETENSORS", "b.safetensors"], "A.SAFETENSORS"),
            (["a.safetensors", "b.weights"], nil), (["b.weights", "a.safetensors"], nil),
        ] as [([String], String?)])
    func firstName(names: [String], refused: String?) throws {
        let shards = Shards([names[0]: ["x"], names[1]: ["y"]])
        let index = shards.folder.write(
            "{\"metadata\": {}, \"weight_map\": {\"x\": \"\(names[0])\", \"y\": \"\(names[1])\"}}",
            to: "model.safetensors.index.json")
        let error = fault(opening: index)
        #expect(error?.code == refused.map { _ in .nameDisagrees })
        #expect(error?.file == refused.map { shards.folder.file($0) })
    }

    @Test("A shard that is damaged ends in its own fault")
    func damagedShard() throws {
        let shards = Shards(["a.safetensors": ["x"]])
        _ = shards.folder.write("", to: "b.safetensors")
        let error = fault(opening: shards.index([("x", "a"), ("y", "b")]))
        #expect(error?.code == .emptyFile)
        #expect(error?.file == shards.folder.file("b.safetensors"))
    }
}

/// A folder of shards with tensors of one number each.
private struct Shards {
    let folder = TemporaryFolder()

    init(_ shards: [String: [String]]) {
        for (name, tensors) in shards {
            _ = folder.write(SafetensorsBytes.file(tensors.map { StoredTensor($0, [1], floats: [1]) }), to: name)
        }
    }

    /// Writes the index that places these tensors, shards named without their extension.
    func index(_ places: [(String, String)]) -> String {
        let members = places.map { "\"\($0.0)\": \"\($0.1).safetensors\"" }.joined(separator: ", ")
        return folder.write("{\"metadata\": {}, \"weight_map\": {\(members)}}", to: "model.safetensors.index.json")
    }
}
