import TestSupport
import Testing

@Suite("The bytes of a file without data")
struct SkeletonFormatTests {
    @Test("The superblock has version 0, which every reader knows")
    func superblock() throws {
        let content = try SkeletonRun(Specification.text()).content
        #expect(content.prefix(9) == [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0])
    }

    /// HDF5 File Format Specification, "Attribute Message" version 1: 8 bytes of sizes, then name, type, space and data.
    @Test(
        "Attributes are byte for byte those that h5py writes of fixed-length strings",
        arguments: [("layer_names", 0x58), ("backend", 0x30), ("keras_version", 0x30)])
    func strings(name: String, size: Int) throws {
        let attributes = """
            {"name":"keras_version","string":"2.18.0"},{"name":"backend","string":"tensorflow"},
            {"name":"layer_names","strings":["bert","dropout_9","classifier"]}
            """
        let original = FilePatch(bytes(ofFile: Fixture.h5py("fixed-length-attributes")))
        let made = FilePatch(try SkeletonRun(Specification.root(attributes)).content)
        let messages = try [original, made].map { file in
            let place = try #require(file.places(of: Array(name.utf8) + [0]).first) - 8
            return file.bytes.dropFirst(place).prefix(size)
        }
        #expect(messages[0].elementsEqual(messages[1]))
    }

    @Test("An empty list is byte for byte the array of no floats that Keras writes")
    func emptyList() throws {
        let name = Array("weight_names".utf8) + [0, 0, 0, 0]
        // Type: version 1, class 1 (float), IEEE 754 binary64, little-endian. Space: version 1, one dimension of 0.
        let float: [UInt8] = [
            0x11, 0x20, 0x3F, 0, 8, 0, 0, 0, 0, 0, 0x40, 0, 0x34, 0x0B, 0, 0x34, 0xFF, 3, 0, 0, 0, 0, 0, 0,
        ]
        let space: [UInt8] = [1, 1, 1, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
        let original = FilePatch(bytes(ofFile: Fixture.transformers("BertModel")))
        #expect(!original.places(of: name + float + space).isEmpty)
        let run = try SkeletonRun(Specification.root("{\"name\":\"weight_names\",\"strings\":[]}"))
        #expect(FilePatch(run.content).places(of: name + float + space).count == 1)
    }

    @Test("Strings are called UTF-8 only where one is not ASCII", arguments: [("x", 0x01), ("ü", 0x11)])
    func characterSet(string: String, bits: UInt8) throws {
        let run = try SkeletonRun(Specification.root("{\"name\":\"a\",\"strings\":[\"\(string)\",\"y\"]}"))
        // Type: version 1, class 3 (string); padding by NUL and the character set; the size.
        let type = [0x13, bits, 0, 0, UInt8(string.utf8.count), 0, 0, 0]
        #expect(
            FilePatch(run.content).places(of: Array("a".utf8) + [0, 0, 0, 0, 0, 0, 0] + type).count == 1)
    }
}
