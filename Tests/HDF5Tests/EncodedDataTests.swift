import Testing

@Suite("Data that libhdf5 must decode")
struct EncodedDataTests {
    /// The same weights as in every file of this suite, stored as they are.
    private let plain = Fixture.h5py("latest-format")

    @Test(
        "Whatever the storage, the decoded bytes are those of the plain file",
        arguments: [
            ("big-endian", "big-endian", []),
            ("compact-layout", "compact", []),
            ("gzip-chunked", "chunked", ["shuffle", "deflate"]),
        ])
    func decodes(name: String, layout: String, filters: [String]) throws {
        let file = Fixture.h5py(name)
        let catalogue = try CatalogueAnswer(of: file)
        let encoded = catalogue.datasets.filter { $0.storage == "encoded" }
        #expect(!encoded.isEmpty)
        #expect(encoded.allSatisfy { $0.layout == layout && $0.filters == filters && $0.offset == nil })
        let expected = try CatalogueAnswer(of: plain)
        #expect(catalogue.datasets.map(\.path) == expected.datasets.map(\.path))
        #expect(
            try CatalogueAnswer.decoded(catalogue.datasets, of: file)
                == CatalogueAnswer.decoded(expected.datasets, of: plain))
    }

    @Test("Datasets are decoded in the order in which they are asked for, as often as they are")
    func requestOrder() throws {
        let file = Fixture.h5py("gzip-chunked")
        let datasets = try CatalogueAnswer(of: file).datasets
        let (first, second) = (datasets[0], datasets[2])
        let single = try [second, first, second].map { try CatalogueAnswer.decoded([$0], of: file) }
        #expect(try CatalogueAnswer.decoded([second, first, second], of: file) == single.flatMap(\.self))
    }

    @Test(
        "What cannot be decoded is refused by its code",
        arguments: [
            ("shape-bomb", "kernel:0", "shape-bomb"),
            ("never-written", "query/kernel:0", "never-written"),
            ("string-dataset", "query/bias:0", "unsupported-type"),
        ])
    func refused(name: String, dataset suffix: String, code: String) throws {
        let file = Fixture.h5py(name)
        let path = try CatalogueAnswer(of: file).dataset(endingIn: suffix).path
        let run = try ReaderProcess.run(["decode", path], path: file)
        let refusal = try #require(run.refusal)
        #expect(refusal.code == code)
        #expect(refusal.path == path)
        #expect(run.output.isEmpty)
    }

    @Test("A string dataset is catalogued by the class of its type")
    func stringDataset() throws {
        let catalogue = try CatalogueAnswer(of: Fixture.h5py("string-dataset"))
        let dataset = try catalogue.dataset(endingIn: "query/bias:0")
        #expect(dataset.type == "unsupported")
        #expect(dataset.className == "string")
    }

    @Test("Data that was never written has no offset, a user block or not")
    func unallocated() throws {
        let dataset = try CatalogueAnswer(of: Fixture.h5py("never-written")).dataset(endingIn: "query/kernel:0")
        #expect(dataset.storage == "unallocated")
        #expect(dataset.offset == nil)
    }

    @Test(
        "A path is looked up as the catalogue names it, and never resolved",
        arguments: ["/nothing", "/bert", "bert", "//bert", "/./bert", "/bert/../bert", ""])
    func unknownPath(path: String) throws {
        let run = try ReaderProcess.run(["decode", path], path: plain)
        #expect(run.refusal?.code == "no-such-dataset")
        #expect(run.refusal?.path == path)
    }
}
