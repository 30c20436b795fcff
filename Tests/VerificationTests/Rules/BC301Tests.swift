import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC301 index-disagrees, as verify shows it")
struct BC301Tests {
    private static let bias = "bert.encoder.layer.0.output.dense.bias"

    /// A model in two shards, whose index has these changes.
    private static func verified(
        _ depth: Examination.Depth = .values, totalSize: Int? = nil, hasMetadata: Bool = true,
        _ change: (inout [(name: String, shard: String)]) -> Void = { _ in }
    ) throws -> Verified {
        let folder = TemporaryFolder()
        let model = TinyBert()
        _ = folder.write(model.configurationText, to: "config.json")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.prefix(10))), to: "a.safetensors")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.dropFirst(10))), to: "b.safetensors")
        var places = model.names.enumerated().map { (name: $1, shard: $0 < 10 ? "a.safetensors" : "b.safetensors") }
        change(&places)
        let size = totalSize ?? model.tensors.reduce(0) { $0 + $1.bytes.count }
        let map = places.map { "\"\($0.name)\": \"\($0.shard)\"" }.joined(separator: ",")
        let metadata = hasMetadata ? "\"metadata\": {\"total_size\": \(size)}, " : ""
        _ = folder.write("{\(metadata)\"weight_map\": {\(map)}}", to: "model.safetensors.index.json")
        return try Verified(folder.path, depth)
    }

    @Test("Sound shards agree with their index", arguments: [Examination.Depth.headers, .values])
    func sound(depth: Examination.Depth) throws {
        #expect(try Self.verified(depth).lines.isEmpty)
        #expect(try Verified(damage: "healthy-sharded", depth).lines.isEmpty)
        #expect(try Verified(damage: "healthy-archive-sharded", depth).lines.isEmpty)
    }

    @Test(
        "A tensor listed for another shard is an error that names both",
        arguments: [Examination.Depth.headers, .values])
    func wrongShard(depth: Examination.Depth) throws {
        let name = TinyBert().names[0]
        let verified = try Self.verified(depth) { $0[0].shard = "b.safetensors" }
        #expect(verified.lines == ["BC301 error \(name)"])
        let message = verified.findings[0].message
        #expect(message.contains("a.safetensors") && message.contains("b.safetensors"))
    }

    @Test("A tensor that is listed and not there is an error")
    func absent() throws {
        let verified = try Self.verified { $0.append(("bert.phantom", "a.safetensors")) }
        #expect(verified.lines == ["BC301 error bert.phantom"])
        #expect(verified.findings[0].help.contains("again"))
    }

    @Test("A tensor that is there and not listed is an error, and it is loaded all the same")
    func unlisted() throws {
        let name = TinyBert().names[12]
        let verified = try Self.verified { $0.remove(at: 12) }
        #expect(verified.lines == ["BC301 error \(name)"])
        #expect(verified.missing.isEmpty)
    }

    @Test("Another sum of bytes is a warning with both numbers", arguments: [0, 1, 100_000])
    func totalSize(size: Int) throws {
        let verified = try Self.verified(totalSize: size)
        #expect(verified.lines == ["BC301 warning total_size"])
        #expect(verified.findings[0].evidence["stated"]?.integer == size)
    }

    @Test("An index without metadata is an error that names the exception")
    func metadata() throws {
        let verified = try Self.verified(hasMetadata: false)
        #expect(verified.lines == ["BC301 error metadata"])
        #expect(verified.findings[0].message.contains("KeyError"))
    }

    @Test("A shard that is not there leaves everything unchecked")
    func shardMissing() throws {
        let verified = try Verified(damage: "shard-missing")
        #expect(verified.findings.map(\.rule) == [.unreachableWeights])
        #expect(verified.findings[0].message.contains("model-00002-of-00002.safetensors"))
        #expect(verified.uncheckedCodes == ["format.shard-missing"])
        #expect(verified.result.examination == nil)
    }

    @Test("What a Keras list names and the file lacks, and the other way round")
    func keras() throws {
        let listed = try Verified(Fixtures.path("h5py-3.16.0/one-kernel-deleted-still-listed.h5"), .headers)
        #expect(listed.findings.map(\.rule) == [.missingParameter, .indexDisagrees, .noCurrentLoader])
        let unlisted = try Verified(Fixtures.path("h5py-3.16.0/unlisted-dataset.h5"), .headers)
        #expect(unlisted.findings.map(\.rule) == [.indexDisagrees, .noCurrentLoader])
    }

    @Test("Real files", arguments: [("index-names-other-shard", bias), ("index-without-metadata", "metadata")])
    func real(name: String, subject: String) throws {
        #expect(try Verified(damage: name).lines == ["BC301 error \(subject)"])
    }
}
