import HDF5
import HelperProtocol
import Testing

@Suite("Distributing a list over attributes")
struct AttributePartsTests {
    private func counts(_ count: Int, _ width: Int) throws -> [Int] {
        let strings = [String](repeating: String(repeating: "n", count: width), count: count)
        return try NewAttribute("weight_names", .strings(strings)).parts.map(\.range.count)
    }

    /// The numbers are those of `save_attributes_to_hdf5_group` of tf_keras 2.18.
    @Test(
        "The parts are as many and as long as those of Keras",
        arguments: [
            (775, 94, [388, 387]), (1008, 64, [1008]), (1009, 64, [505, 504]), (64512, 1, [64512]),
            (64513, 1, [32257, 32256]), (3, 64512, [1, 1, 1]), (5, 32256, [2, 2, 1]), (2017, 64, [673, 672, 672]),
            (4, 30000, [2, 2]), (7, 21504, [3, 2, 2]), (8, 21504, [3, 3, 2]), (1, 64512, [1]),
        ])
    func counts(count: Int, width: Int, expected: [Int]) throws {
        #expect(try counts(count, width) == expected)
    }

    @Test("The parts follow each other, are numbered from 0, and one that is whole has the name alone")
    func names() throws {
        let long = String(repeating: "n", count: 40000)
        let parts = try NewAttribute("weight_names", .strings([long, "b", "c"])).parts
        #expect(parts.map(\.name) == ["weight_names0", "weight_names1", "weight_names2"])
        #expect(parts.map(\.range) == [0..<1, 1..<2, 2..<3])
        #expect(try NewAttribute("weight_names", .strings(["a", "b"])).parts.map(\.name) == ["weight_names"])
        #expect(try NewAttribute("weight_names", .strings([])).parts.map(\.name) == ["weight_names"])
    }

    @Test("Every string is counted as long as the longest, in bytes")
    func padding() throws {
        let strings = ["ü"] + [String](repeating: "n", count: 32256)
        #expect(try NewAttribute("weight_names", .strings(strings)).parts.map(\.range.count) == [16129, 16128])
    }

    @Test("A string that fits into no attribute is refused")
    func tooLong() {
        let error = #expect(throws: HDF5Error.self) {
            try NewAttribute("a", .string(String(repeating: "n", count: 64513)))
        }
        #expect(error?.code == .attributeTooLarge)
    }
}
