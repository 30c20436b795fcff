import ByteIO
import Safetensors
import TestSupport
import Testing

@Suite("The metadata of a safetensors file and how the format is recognised")
struct MetadataTests {
    @Test("The strings are handed out in their order")
    func strings() throws {
        let contents = try HandmadeFile(header: #"{"__metadata__":{"z":"1","format":"pt","a":""}}"#).read()
        #expect(contents.metadata?.map(\.name) == ["z", "format", "a"])
        #expect(contents.metadata("format") == "pt")
        #expect(contents.metadata("a")?.isEmpty == true)
        #expect(contents.metadata("b") == nil)
    }

    @Test("No metadata, null and an empty object are accepted")
    func absent() throws {
        #expect(try HandmadeFile(header: "{}").read().metadata == nil)
        #expect(try HandmadeFile(header: #"{"__metadata__":null}"#).read().metadata == nil)
        #expect(try HandmadeFile(header: #"{"__metadata__":{}}"#).read().metadata?.isEmpty == true)
    }

    @Test(
        "Metadata that is not an object of strings is refused where it stands",
        arguments: [
            #"{^"__metadata__":[]}"#, #"{^"__metadata__":"pt"}"#, #"{^"__metadata__":1}"#,
            #"{"__metadata__":{"format":"pt",^"n":1}}"#, #"{"__metadata__":{^"format":null}}"#,
            #"{"__metadata__":{^"format":["pt"]}}"#, #"{"__metadata__":{^"format":{}}}"#,
        ])
    func wrongType(marked: String) throws {
        try Refusal("metadata", marked, data: 0, code: .safetensorsMetadata, subject: "__metadata__").check()
    }

    @Test("A tensor may not be called __metadata__")
    func tensorOfThatName() throws {
        let marked = #"{"__metadata__":{"dtype":"F32",^"shape":[1],"data_offsets":[0,4]}}"#
        try Refusal("metadata", marked, code: .safetensorsMetadata, subject: "__metadata__").check()
    }

    @Test(
        "A length below 2^32 and an opening brace make a safetensors file, be it sound or not",
        arguments: [
            (HandmadeFile(header: "{}"), true), (HandmadeFile(header: " \n\t\r{}"), true),
            (HandmadeFile(header: Array("{}".utf8), length: 4_000_000_000), true),
            (HandmadeFile(header: Array("{}".utf8), length: 1 << 32), false),
            (HandmadeFile(header: ""), false), (HandmadeFile(header: "[]"), false),
            (HandmadeFile(header: "     "), false), (HandmadeFile(header: "\u{FEFF}{}"), false),
        ])
    func recognised(file: HandmadeFile, expected: Bool) throws {
        let folder = TemporaryFolder()
        let input = try InputFile(path: folder.write(file.bytes, to: "anything.bin"))
        #expect(try SafetensorsReader.recognises(input) == expected)
    }

    @Test("Keras files are not taken for safetensors")
    func otherFormats() throws {
        let file = try InputFile(path: Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5"))
        #expect(try !SafetensorsReader.recognises(file))
    }
}
