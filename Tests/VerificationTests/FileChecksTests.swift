import TestSupport
import Testing
import Verification

@Suite("BC301 and BC302: lists and other files")
struct FileChecksTests {
    @Test("What a Keras list names and the file lacks is an error")
    func absent() throws {
        let path = Fixtures.path("h5py-3.16.0/one-kernel-deleted-still-listed.h5")
        let examined = try Examined(path)
        #expect(examined.rules == [.missingParameter, .indexDisagrees])
        let finding = examined.findings(of: .indexDisagrees).first
        #expect(finding?.subject.hasSuffix("/query/kernel:0") == true)
        #expect(finding?.severity == .error)
        #expect(finding?.message == "is listed, but is not in the file")
        #expect(finding?.file == path)
    }

    @Test("What the file has and no Keras list names is an error")
    func unlisted() throws {
        let examined = try Examined(Fixtures.path("h5py-3.16.0/unlisted-dataset.h5"))
        #expect(examined.rules == [.indexDisagrees])
        #expect(examined.findings.count == 1)
        #expect(examined.findings.first?.subject.hasSuffix("/adapter/kernel:0") == true)
        #expect(examined.findings.first?.message.hasPrefix("is in the file, but not in its list") == true)
    }

    @Test("A shard index that disagrees with its shards is found in each of three ways")
    func index() throws {
        let folder = TemporaryFolder()
        let model = TinyBert()
        _ = folder.write(model.configurationText, to: "config.json")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.prefix(10))), to: "a.safetensors")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.dropFirst(10))), to: "b.safetensors")
        var places = model.names.enumerated().map { ($1, $0 < 10 ? "a.safetensors" : "b.safetensors") }
        places[0].1 = "b.safetensors"
        places.remove(at: 12)
        places.append(("bert.phantom", "a.safetensors"))
        let members = places.map { "\"\($0.0)\": \"\($0.1)\"" }.joined(separator: ",")
        let index = folder.write("{\"weight_map\": {\(members)}}", to: "model.safetensors.index.json")
        let examined = try Examined(index, in: folder)
        #expect(examined.rules == [.indexDisagrees])
        #expect(examined.findings.map(\.subject) == [model.names[0], "bert.phantom", model.names[12]])
        #expect(
            examined.findings.map { String($0.message.prefix(30)) } == [
                "is listed for the shard b.safe", "is listed, but is not in the f", "is in a shard, but not in the ",
            ])
        #expect(examined.findings.allSatisfy { $0.severity == .error })
    }

    @Test("Sound shards agree with their index")
    func soundShards() throws {
        #expect(try Examined(Fixtures.path("transformers-4.44.2/sharded-h5")).findings.isEmpty)
    }

    @Test("Other weights in the folder are a note each, in the order of the loaders; a named file has none")
    func otherWeights() throws {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        _ = folder.write("x", to: "tf_model.h5")
        _ = folder.write("{}", to: "tf_model.h5.index.json")
        _ = folder.write("x", to: "flax_model.h5")
        let examined = try Examined(folder.path, in: folder)
        #expect(examined.rules == [.weightFilesDiffer])
        #expect(examined.subjects(of: .weightFilesDiffer) == ["tf_model.h5", "tf_model.h5.index.json"])
        #expect(examined.findings.allSatisfy { $0.severity == .note })
        #expect(examined.findings.first?.message.hasSuffix("loaders take model.safetensors") == true)
        #expect(try Examined(input, in: folder).findings.isEmpty)
    }
}
