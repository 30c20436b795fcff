import TestSupport
import Testing

@Suite("Data that stands in the file as it is")
struct ContiguousDataTests {
    @Test(
        "The bytes at a dataset's offset are those that libhdf5 reads",
        arguments: Fixture.transformers)
    func offsets(name: String) throws {
        let file = Fixture.transformers(name)
        let catalogue = try CatalogueAnswer(of: file)
        let content = bytes(ofFile: file)
        #expect(catalogue.fileSize == content.count)
        #expect(catalogue.datasets.count > 10)
        var plain: [UInt8] = []
        for dataset in catalogue.datasets {
            let offset = try #require(dataset.offset, "\(dataset.path)")
            plain += content[offset..<offset + dataset.bytes]
        }
        #expect(try CatalogueAnswer.decoded(catalogue.datasets, of: file) == plain)
    }

    @Test("Offsets are counted from the start of the file, not from the end of a user block")
    func userBlock() throws {
        let file = Fixture.h5py("user-block")
        let catalogue = try CatalogueAnswer(of: file)
        let content = bytes(ofFile: file)
        #expect(!content.starts(with: [0x89, 0x48, 0x44, 0x46]))
        for dataset in catalogue.datasets {
            let offset = try #require(dataset.offset)
            let plain = Array(content[offset..<offset + dataset.bytes])
            #expect(try CatalogueAnswer.decoded([dataset], of: file) == plain)
        }
    }

    @Test(
        "Keras' policies become the element types they stand for",
        arguments: [("BertModel", "f32", 4), ("float16-policy", "f16", 2), ("bfloat16-policy", "opaque2", 2)])
    func types(name: String, type: String, size: Int) throws {
        let datasets = try CatalogueAnswer(of: Fixture.transformers(name)).datasets
        #expect(datasets.allSatisfy { $0.type == type })
        #expect(datasets.allSatisfy { $0.bytes == $0.shape.reduce(size, *) })
    }

    @Test("A scalar has no dimensions and one element")
    func scalar() throws {
        let datasets = try CatalogueAnswer(of: Fixture.h5py("scalar-weight")).datasets
        let scalar = try #require(datasets.first { $0.shape.isEmpty })
        #expect(scalar.bytes == 4)
        #expect(try CatalogueAnswer.decoded([scalar], of: Fixture.h5py("scalar-weight")).count == 4)
    }

    @Test("Objects come depth first, each group's in the order of their names, and the same every time")
    func order() throws {
        let file = Fixture.transformers("BertForPreTraining")
        let paths = try CatalogueAnswer(of: file).paths
        let components = paths.map { $0.split(separator: "/").map { Array($0.utf8) } }
        for (path, next) in zip(components, components.dropFirst()) {
            #expect(path.lexicographicallyPrecedes(next) { $0.lexicographicallyPrecedes($1) })
        }
        #expect(paths.first == "/")
        #expect(try CatalogueAnswer(of: file).paths == paths)
    }
}
