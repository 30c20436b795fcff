import ByteIO
import Conversion
import Safetensors
import Tensors
import TestSupport
import Testing

@Suite("What transformers makes of the same weights")
struct RealFileTests {
    @Test("Each class becomes, byte for byte, what save_pretrained writes", arguments: Fixtures.classes)
    func classes(name: String) throws {
        try Self.expectSame("transformers-4.44.2/\(name)/tf_model.h5", "transformers-4.44.2/\(name)")
    }

    @Test(
        "So does each variant, opened as a folder",
        arguments: [
            "48-layers", "cross-attention", "float16-policy", "bfloat16-policy", "sharded-h5", "tf-safetensors",
            "second-instance", "untied",
        ])
    func variants(name: String) throws {
        let folder = TemporaryFolder()
        try Self.expectSame("transformers-4.44.2/\(name)/", "transformers-4.44.2/\(name)")
        #expect(folder.names.isEmpty)
    }

    @Test(
        "However HDF5 stores the weights, they become the same file",
        arguments: [
            "fixed-length-attributes", "gzip-chunked", "big-endian", "old-embedding-names", "empty-dropout-groups",
            "compact-layout", "user-block", "latest-format",
        ])
    func encodings(name: String) throws {
        try Self.expectSame("h5py-3.16.0/\(name).h5", "h5py-3.16.0")
    }

    @Test("A pooler that a masked language model has no place for goes along")
    func poolerGoesAlong() throws {
        let converted = try Converted(
            Fixtures.path("h5py-3.16.0/masked-lm-with-pooler.h5"), as: "BertForMaskedLM")
        #expect(converted.file == bytes(ofFile: Fixtures.path("h5py-3.16.0/masked-lm-expected.safetensors")))
        #expect(converted.names.suffix(2) == ["bert.pooler.dense.weight", "bert.pooler.dense.bias"])
    }

    @Test("A group of another name holds the same weights: what counts is the weights' own names")
    func renamedGroup() throws {
        try Self.expectSame("h5py-3.16.0/group-renamed.h5", "h5py-3.16.0")
    }

    @Test(
        "A user's own model becomes the BERT in it, with his layers beside it",
        arguments: ["functional-model", "main-layer"])
    func usersModels(name: String) throws {
        let folder = TemporaryFolder()
        let converted = try Converted(Fixtures.path("transformers-4.44.2/\(name)"))
        let expectedPath = Fixtures.path("transformers-4.44.2/\(name)/expected.safetensors")
        let expected = try SafetensorsReader.read(try InputFile(path: expectedPath)).table
        let path = folder.write(converted.file, to: "out.safetensors")
        let written = try SafetensorsReader.read(try InputFile(path: path)).table
        for entry in expected.entries {
            let own = try #require(written[entry.name], "\(entry.name)")
            #expect(own.shape == entry.shape)
            #expect(try TensorComparison(own, transposed: false, entry, transposed: false) == nil, "\(entry.name)")
        }
        let more = written.entries.map(\.name).filter { expected[$0] == nil }.sorted()
        #expect(more == ["sentiment/sentiment/bias:0", "sentiment/sentiment/kernel:0"])
        #expect(converted.plan.unmapped.sorted() == more)
        #expect(folder.names == ["out.safetensors"])
    }

    @Test("A file that transformers wrote becomes itself", arguments: Fixtures.classes)
    func identity(name: String) throws {
        try Self.expectSame("transformers-4.44.2/\(name)/expected.safetensors", "transformers-4.44.2/\(name)")
    }

    @Test("Two runs write the same bytes", arguments: ["BertForPreTraining", "48-layers", "functional-model"])
    func determinism(name: String) throws {
        let first = try Converted(Fixtures.path("transformers-4.44.2/\(name)"))
        let second = try Converted(Fixtures.path("transformers-4.44.2/\(name)"))
        #expect(first.file == second.file)
        #expect(first.names == second.names)
    }

    private static func expectSame(
        _ input: String, _ folder: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let converted = try Converted(
            Fixtures.path(input.hasSuffix("/") ? String(input.dropLast()) + "/" : input))
        let expected = bytes(ofFile: Fixtures.path(folder + "/expected.safetensors"))
        #expect(!expected.isEmpty, sourceLocation: sourceLocation)
        #expect(converted.file == expected, sourceLocation: sourceLocation)
        #expect(converted.plan.unmapped.isEmpty, sourceLocation: sourceLocation)
        #expect(converted.leftovers.isEmpty, sourceLocation: sourceLocation)
    }
}
