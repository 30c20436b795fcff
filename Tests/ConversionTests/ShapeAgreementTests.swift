import ByteIO
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing

@Suite("A conversion stops where a tensor has another shape than its parameter")
struct ShapeAgreementTests {
    /// The causes that a conversion names for what is at `path`; none when it does not stop.
    private static func causes(_ path: String) throws -> [String] {
        let caught = fault { () throws(Fault) in
            let place = try ModelPlace(path, library: try Library.newest())
            let checkpoint = try place.open(CheckpointReader(helperPath: Tool.path("bertconv-hdf5")))
            _ = try ModelCase(checkpoint, at: place, .strict)
        }
        guard let caught else { return [] }
        #expect(caught.code == .shapesDisagree, "\(caught)")
        #expect(caught.file == path)
        return caught.causes
    }

    private static func causes(_ model: TinyBert, configured: Bool = true) throws -> [String] {
        let folder = TemporaryFolder()
        return try causes(configured ? model.write(to: folder) : model.writeWeights(to: folder))
    }

    @Test(
        "A shape is compared with the configuration's, dimension by dimension",
        arguments: [
            ("classifier.weight", [3, 4], "[2, 4]"), ("classifier.bias", [1], "[2]"),
            ("classifier.bias", [2, 1], "[2]"),
            ("classifier.bias", [], "[2]"), ("bert.pooler.dense.weight", [16], "[4, 4]"),
            ("bert.encoder.layer.0.output.dense.weight", [6, 4], "[4, 6]"),
            ("bert.embeddings.position_embeddings.weight", [4, 4], "[3, 4]"),
        ])
    func mismatch(name: String, shape: [Int], expected: String) throws {
        var model = TinyBert()
        model.remove(name)
        model.add(name, shape)
        let causes = try Self.causes(model).filter { $0.hasPrefix("'") }
        #expect(causes == ["'\(name)' is \(shape); '\(name)' must be \(expected)"])
    }

    @Test("A TensorFlow kernel is compared in PyTorch's orientation")
    func orientation() throws {
        #expect(try Self.causes(Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5")).isEmpty)
        let causes = try Self.causes(Fixtures.path("h5py-3.16.0/kernel-not-transposed.h5")).filter { $0.hasPrefix("'") }
        #expect(causes.count == 1)
        #expect(causes.first?.contains("/kernel:0' is [12, 8], transposed [8, 12]; ") == true)
        #expect(causes.first?.hasSuffix("' must be [12, 8]") == true)
    }

    @Test("Without a configuration, tensors are compared with the first one that has the size")
    func inferred() throws {
        let name = "bert.encoder.layer.0.output.dense.bias"
        var model = TinyBert()
        model.remove(name)
        model.add(name, [5])
        #expect(try Self.causes(model, configured: false) == ["'\(name)' is [5]; '\(name)' must be [4]"])
        model.remove(name)
        model.add(name, [4])
        #expect(try Self.causes(model, configured: false).isEmpty)
    }

    @Test("Each of two copies is compared with the parameter")
    func copies() throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", [5])
        let causes = try Self.causes(model).filter { $0.hasPrefix("'") }
        #expect(causes == ["'pooler.dense.bias' is [5]; 'bert.pooler.dense.bias' must be [4]"])
    }

    @Test("A file is refused before its compressed tensors are decoded, and decoding decides nothing anew")
    func beforeDecoding() throws {
        let path = Fixtures.path("h5py-3.16.0/gzip-chunked.h5")
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let place = try ModelPlace(path, library: try Library.newest())
        let checkpoint = try place.open(reader)
        try #require(checkpoint.table.entries.contains { $0.isEncoded })
        let model = try ModelCase(checkpoint, at: place, .strict)
        #expect(throws: Fault.self) { try model.decoded(reader, scratchFolder: "/nowhere") }
        let folder = TemporaryFolder()
        let decoded = try model.decoded(reader, scratchFolder: folder.path)
        #expect(decoded.binding.order == model.binding.order)
        #expect(decoded.checkpoint.table.entries.allSatisfy { !$0.isEncoded })
        let bound = decoded.binding.tensors.values.joined().map(\.entry)
        #expect((bound + decoded.loading.loaded.values + decoded.binding.unmapped).allSatisfy { !$0.isEncoded })
        for parameter in decoded.tree.parameters {
            if case .tensor(let tensor) = decoded.coverage[parameter.path] { #expect(!tensor.entry.isEncoded) }
        }
    }
}
