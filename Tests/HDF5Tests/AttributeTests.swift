import TestSupport
import Testing

@Suite("Attributes")
struct AttributeTests {
    @Test("Strings of fixed length read as the same strings of variable length do")
    func fixedLength() throws {
        let fixed = try CatalogueAnswer(of: Fixture.h5py("fixed-length-attributes"))
        let variable = try CatalogueAnswer(of: Fixture.h5py("latest-format"))
        let names = try #require(fixed.attributes["/bert"]?["weight_names"]??.sorted())
        #expect(names == variable.attributes["/bert"]?["weight_names"]??.sorted())
        #expect(names.count == fixed.datasets.count { $0.path.hasPrefix("/bert/") })
        #expect(fixed.attributes["/"]?["backend"] == ["tensorflow"])
    }

    @Test("Every name that Keras lists is the path of a dataset", arguments: Fixture.transformers)
    func listedNames(name: String) throws {
        let catalogue = try CatalogueAnswer(of: Fixture.transformers(name))
        let paths = Set(catalogue.datasets.map(\.path))
        var listed = 0
        for (group, attributes) in catalogue.attributes {
            for (attribute, strings) in attributes where attribute.hasPrefix("weight_names") {
                for string in try #require(strings) {
                    #expect(paths.contains("\(group)/\(string)"))
                    listed += 1
                }
            }
        }
        #expect(listed >= paths.count)
    }

    @Test("An empty list, which Keras stores as an array of no floats, is an empty list")
    func emptyList() throws {
        let attributes = try CatalogueAnswer(of: Fixture.h5py("no-datasets")).attributes
        #expect(attributes["/bert"]?["weight_names"] == .some([]))
    }

    @Test("A list of names that unfolds from 60 KB to 21 MB is under the limit and complete", .slow)
    func wide() throws {
        let names = try CatalogueAnswer(of: Fixture.h5py("wide-attributes")).attributes["/classifier"]?["weight_names"]
        #expect(names??.count == 700)
        #expect(names??.allSatisfy { $0.utf8.count == 30000 } == true)
    }
}
