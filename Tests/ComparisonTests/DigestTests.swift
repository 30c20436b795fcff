import ByteIO
import Comparison
import JSONText
import TestSupport
import Testing

@Suite("Digests of checkpoints")
struct DigestTests {
    private static let source = "transformers-4.44.2/second-instance"

    /// The definition, by a header that is read here and nothing of ours; canonical names may have a prefix.
    private static func recomputed(_ path: String, prefix: String) throws -> (weights: [String: String], whole: String)
    {
        let file = bytes(ofFile: path)
        let length = file[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try #require(try JSONParser.parse(Array(file[8..<8 + length])).object)
        var weights: [String: String] = [:]
        for member in header.members where member.name != "__metadata__" {
            let name = prefix + member.name
            let tensor = try #require(member.value.object)
            let places = try #require(tensor["data_offsets"]?.array).map { try #require($0.integer) + 8 + length }
            let shape = try #require(tensor["shape"]?.array).map { String(try #require($0.integer)) }
            let type = try #require(tensor["dtype"]?.string)
            var hash = SHA256()
            hash.add("\(name)\n\(type)\n\(shape.joined(separator: ","))\n")
            hash.add(Array(file[places[0]..<places[1]]))
            weights[name] = hash.hex()
        }
        let names = weights.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = names.map { "\(weights[$0] ?? "")  \($0)\n" }.joined()
        return (weights, SHA256.hex(Array(lines.utf8)))
    }

    @Test("A digest is what its definition says, computed anew", arguments: Fixtures.classes + ["float16-policy"])
    func definition(folder: String) throws {
        let path = Fixtures.path("transformers-4.44.2/\(folder)/expected.safetensors")
        let expected = try Self.recomputed(path, prefix: folder == "BertModel" ? "bert." : "")
        let found = try digest(path)
        let digests = Dictionary(found.weights.map { ($0.name, $0.digest) }) { first, _ in first }
        #expect(digests == expected.weights)
        #expect(found.whole == expected.whole)
    }

    @Test(
        "The weights of one model have one digest in every format, dialect and sharding",
        arguments: [
            "transformers-4.44.2/second-instance/tf_model.h5", "torch/zip-2.13/pytorch_model.bin", "torch/zip-1.4",
            "torch/zip-1.6/pytorch_model.bin", "torch/zip-1.12/pytorch_model.bin", "torch/legacy-1.4/pytorch_model.bin",
            "torch/legacy-2.13/pytorch_model.bin", "torch/python2/pytorch_model.bin",
            "torch/big-endian/pytorch_model.bin",
            "torch/deflated/pytorch_model.bin", "torch/crc-off/pytorch_model.bin", "torch/protocol-5/pytorch_model.bin",
            "torch/views/pytorch_model.bin", "torch/sharded/pytorch_model.bin.index.json",
            "torch/ddp/pytorch_model.bin",
            "torch/compiled-ddp/pytorch_model.bin", "torch/fsdp/pytorch_model.bin", "torch/lightning/last.ckpt",
            "torch/training-checkpoint/checkpoint.pt", "torch/whole-module/model.pt",
            "torch/gamma-beta/pytorch_model.bin",
            "torch/position-ids/pytorch_model.bin", "torch/parameters/pytorch_model.bin", "h5py-3.16.0/gzip-chunked.h5",
            "h5py-3.16.0/big-endian.h5", "h5py-3.16.0/user-block.h5", "h5py-3.16.0/compact-layout.h5",
            "h5py-3.16.0/old-embedding-names.h5",
        ])
    func formats(path: String) throws {
        let expected = try digest(Fixtures.path(Self.source + "/expected.safetensors"))
        #expect(try digest(Fixtures.path(path)).whole == expected.whole)
    }

    @Test(
        "A sharded h5 set, and a safetensors file of format tf, have the digests of what they become",
        arguments: [
            ("sharded-h5/tf_model.h5.index.json", "sharded-h5"), ("tf-safetensors/model.safetensors", "tf-safetensors"),
        ])
    func dialects(path: String, folder: String) throws {
        let expected = try digest(Fixtures.path("transformers-4.44.2/\(folder)/expected.safetensors"))
        #expect(try digest(Fixtures.path("transformers-4.44.2/\(path)")).whole == expected.whole)
    }

    @Test("Tied copies count once", arguments: ["tied-2.13", "legacy-tied", "python2-zip"])
    func tied(folder: String) throws {
        let expected = try digest(Fixtures.path("transformers-4.44.2/tf-safetensors/expected.safetensors"))
        let found = try digest(Fixtures.path("torch/\(folder)/pytorch_model.bin"))
        #expect(found.whole == expected.whole)
        #expect(!found.weights.contains { $0.name == "cls.predictions.decoder.weight" })
    }

    @Test("An untied decoder counts as what it is")
    func untied() throws {
        let found = try digest(Fixtures.path("torch/untied-2.13/pytorch_model.bin"))
        let names = found.weights.map(\.name)
        #expect(names.contains("cls.predictions.decoder.weight"))
    }

    @Test("One bit, one name, one type or one shape more or less is another digest")
    func different() throws {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel")
        let whole = try digest(model.write(in: folder, "a")).whole
        var bit = model
        bit.tensors[3].bytes[0] ^= 1
        var shape = model
        shape.tensors[3].shape = [1] + shape.tensors[3].shape
        var type = model
        type.tensors[3].type = "I32"
        var more = model
        more.add("other.weight", [2])
        for (index, other) in [bit, shape, type, more].enumerated() {
            #expect(try digest(other.write(in: folder, "b\(index)")).whole != whole)
        }
        var order = model
        order.tensors.reverse()
        #expect(try digest(order.write(in: folder, "c")).whole == whole)
    }

    @Test("The command prints each weight's digest and, last, that of the lines above it")
    func command() {
        let path = Fixtures.path(Self.source + "/expected.safetensors")
        let run = Tool.bertconv(["digest", path])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let lines = run.output.split(separator: "\n")
        let above = lines.dropLast().map { $0 + "\n" }.joined()
        #expect(lines.last.map(String.init) == SHA256.hex(Array(above.utf8)) + "  " + path)
    }

    @Test("Copies of one parameter that differ have no digest")
    func copiesDiffer() {
        let run = Tool.bertconv(["digest", Fixtures.path("h5py-3.16.0/embeddings-copies-differ.h5")])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("word_embeddings"))
        #expect(run.errors.contains("the two differ"))
    }
}
