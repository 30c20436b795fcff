import Foundation
import HelperProtocol
import TestSupport
import Testing

@Suite("A file without data")
struct SkeletonTests {
    @Test(
        "Made in the likeness of a file of Keras, it has the same groups, attributes, types and shapes", .slow,
        arguments: Fixture.transformers)
    func likeness(name: String) throws {
        let original = try CatalogueAnswer(of: Fixture.transformers(name))
        let run = try SkeletonRun(Specification.likeness(of: original))
        _ = try run.places()
        let made = try run.catalogue()
        #expect(made.paths == original.paths)
        #expect(made.attributes == original.attributes)
        #expect(made.datasets.map(\.type) == original.datasets.map(\.type))
        #expect(made.datasets.map(\.shape) == original.datasets.map(\.shape))
    }

    @Test("A list of names is split where Keras has split it")
    func split() throws {
        let original = try CatalogueAnswer(of: Fixture.transformers("48-layers"))
        let run = try SkeletonRun(Specification.likeness(of: original))
        _ = try run.places()
        let attributes = try run.catalogue().attributes["/bert"]
        #expect(attributes?.keys.sorted() == ["weight_names0", "weight_names1"])
        #expect(attributes?["weight_names0"]??.count == 388)
        #expect(attributes == original.attributes["/bert"])
    }

    @Test("The places told are those at which the catalogue finds the data", .slow, arguments: Fixture.transformers)
    func places(name: String) throws {
        let original = try CatalogueAnswer(of: Fixture.transformers(name))
        let run = try SkeletonRun(Specification.likeness(of: original))
        let places = try run.places()
        let made = try run.catalogue().datasets
        #expect(made.allSatisfy { $0.storage == "contiguous" })
        #expect(places.map(\.path) == made.map(\.path))
        #expect(places.map(\.offset) == made.map(\.offset))
        #expect(places.map(\.bytes) == original.datasets.map(\.bytes))
    }

    @Test(
        "Data that is written to the places told, without libhdf5, is what libhdf5 reads", .slow,
        arguments: ["BertForPreTraining", "float16-policy", "bfloat16-policy", "48-layers"])
    func data(name: String) throws {
        let file = Fixture.transformers(name)
        let original = try CatalogueAnswer(of: file)
        let content = bytes(ofFile: file)
        let run = try SkeletonRun(Specification.likeness(of: original))
        for (place, dataset) in zip(try run.places(), original.datasets) {
            let offset = try #require(dataset.offset)
            try run.write(content[offset..<offset + dataset.bytes], at: place.offset)
        }
        #expect(try run.decoded() == CatalogueAnswer.decoded(original.datasets, of: file))
    }

    @Test("Every type there is can be stored, in any number of dimensions", arguments: HDF5ElementType.allCases)
    func types(type: HDF5ElementType) throws {
        let shapes = [[], [0], [3], [2, 0, 5], [2, 3, 4, 5]]
        let datasets = shapes.enumerated().map { "{\"path\":\"/x\($0)\",\"type\":\"\(type)\",\"shape\":\($1)}" }
        let run = try SkeletonRun(Specification.text(datasets: datasets.joined(separator: ",")))
        let places = try run.places()
        let made = try run.catalogue().datasets
        #expect(made.map(\.shape) == shapes)
        #expect(made.allSatisfy { $0.type == type.rawValue })
        #expect(made.map(\.bytes) == places.map(\.bytes))
        #expect(made.map { $0.offset ?? 0 } == places.map(\.offset))
        #expect(made.map { $0.storage == "unallocated" } == [false, true, false, true, false])
        let size = places[0].bytes
        #expect(places.map(\.bytes) == [size, 0, 3 * size, 0, 120 * size])
    }

    @Test("Names that are not ASCII, and groups that only stand in a path, are there")
    func names() throws {
        let groups =
            "{\"path\":\"/ü/tief/er\",\"attributes\":[{\"name\":\"имя\",\"strings\":[\"значение\",\"\",\"x\"]}]}"
        let dataset = "{\"path\":\"/層/x:0\",\"type\":\"f32\",\"shape\":[1]}"
        let run = try SkeletonRun(Specification.text(groups: groups, datasets: dataset))
        #expect(try run.places().map(\.path) == ["/層/x:0"])
        let made = try run.catalogue()
        #expect(made.paths == ["/", "/ü", "/ü/tief", "/ü/tief/er", "/層", "/層/x:0"])
        #expect(made.attributes["/ü/tief/er"]?["имя"] == ["значение", "", "x"])
    }

    @Test("A file of nothing is a file")
    func nothing() throws {
        let run = try SkeletonRun(Specification.text())
        #expect(try run.places().isEmpty)
        #expect(try run.catalogue().paths == ["/"])
    }

    @Test("Data that nobody has written reads as zeros and takes no room on the disk")
    func holes() throws {
        let dataset = "{\"path\":\"/x\",\"type\":\"f32\",\"shape\":[1024,262144]}"
        let run = try SkeletonRun(Specification.text(datasets: dataset))
        let place = try #require(try run.places().first)
        #expect(place.bytes == 1 << 30)
        let status = try run.status()
        #expect(status.st_size >= 1 << 30)
        #expect(status.st_blocks * 512 < 1 << 20)
    }

    @Test("The same specification becomes the same bytes, whenever that is")
    func deterministic() throws {
        let specification = Specification.likeness(
            of: try CatalogueAnswer(of: Fixture.transformers("BertForPreTraining")))
        let first = try SkeletonRun(specification)
        // HDF5 counts its times in seconds.
        let begin = time(nil)
        while time(nil) == begin { usleep(10_000) }
        #expect(first.content == (try SkeletonRun(specification)).content)
    }
}
