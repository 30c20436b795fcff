import ByteIO
import HelperProtocol
import KerasArchive
import Tensors
import TestSupport
import Testing

/// A helper that a file has taken over may say anything; each row names the check that stops it.
@Suite("Answers of a helper that the file has taken over")
struct HostileAnswerTests {
    /// An answer to `catalog`, the code it must end in, and what its reason must say.
    struct Answer: Sendable, CustomTestStringConvertible {
        let what: String
        let text: String
        var code = Fault.Code.hdf5Answer
        let reason: String

        var testDescription: String { what }
    }

    private static let root = Listed.group("/", ("layer_names", ["x", "y"]))

    private static func objects(_ objects: String..., fileSize: String = "1000") -> String {
        "{\"library\":\"1\",\"fileSize\":\(fileSize),\"objects\":[\(objects.joined(separator: ","))]}"
    }

    private static func dataset(_ members: String, type: String = "f32") -> String {
        objects(root, Listed.dataset("/x", type: type, members))
    }

    private static func attributes(_ attributes: String) -> String {
        objects("{\"path\":\"/\",\"kind\":\"group\",\"attributes\":\(attributes)}")
    }

    private static let chunked = "\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]"
    private static let place = "\"storage\":\"contiguous\",\"offset\":0,\"bytes\":8"

    static let forms: [Answer] = [
        .init(what: "nothing", text: "", reason: "in JSON"),
        .init(what: "zero bytes", text: "\0\0\0\0", reason: "in JSON"),
        .init(what: "bytes that are not UTF-8 become none", text: "{\"a\":\u{FFFF}", reason: "in JSON"),
        .init(what: "half an answer", text: String(objects(root).dropLast(2)), reason: "in JSON"),
        .init(what: "two answers", text: objects(root) + objects(root), reason: "in JSON"),
        .init(what: "garbage behind the answer", text: objects(root) + "\n;", reason: "in JSON"),
        .init(what: "a zero byte behind the answer", text: objects(root) + "\0", reason: "in JSON"),
        .init(what: "nesting without end", text: String(repeating: "[", count: 100_000), reason: "in JSON"),
        .init(what: "one level too many", text: "{\"objects\":[[[[[[[[[]]]]]]]]]}", reason: "in JSON"),
        .init(what: "a member twice", text: "{\"objects\":[],\"fileSize\":1000,\"objects\":[]}", reason: "in JSON"),
        .init(what: "a list instead of an object", text: "[]", reason: "list of objects"),
        .init(what: "no list of objects", text: "{\"fileSize\":1000}", reason: "list of objects"),
        .init(what: "objects that are a number", text: "{\"fileSize\":1000,\"objects\":1}", reason: "list of objects"),
        .init(what: "an error after success", text: "{\"error\":{\"code\":\"corrupt\"}}", reason: "list of objects"),
        .init(what: "another size of the file", text: objects(root, fileSize: "1001"), reason: "another size"),
        .init(
            what: "a negative size of the file", text: objects(root, fileSize: "-1000"), reason: "no size of the file"),
        .init(what: "a size that is text", text: objects(root, fileSize: "\"1000\""), reason: "no size of the file"),
        .init(
            what: "a size beyond 64 bits", text: objects(root, fileSize: "18446744073709552616"),
            reason: "no size of the file"
        ),
        .init(what: "no size of the file", text: "{\"objects\":[\(root)]}", reason: "no size of the file"),
        .init(what: "no root", text: objects(Listed.floats("/x", [2], at: 0)), reason: "no root group"),
        .init(what: "nothing at all in the file", text: objects(), reason: "no root group"),
        .init(
            what: "a root that is a dataset",
            text: objects(
                "{\"path\":\"/\",\"kind\":\"dataset\",\"type\":\"f32\",\"shape\":[2],\(place),\"attributes\":[]}"),
            reason: "no root group"),
    ]

    static let floods: [Answer] = [
        .init(
            what: "millions of numbers, each a value in memory",
            text: "{\"objects\":[" + String(repeating: "0,", count: 2_000_000) + "0]}",
            reason: "more than 2000000 values"),
        .init(
            what: "millions of empty lists", text: "[" + String(repeating: "[],", count: 1_000_001) + "0]",
            reason: "more than 2000000 values"),
    ]

    static let paths: [Answer] = ["", "x", "//", "/x/", "//x", "/x//y", "/x\\u0000/y"].map {
        .init(what: "the path '\($0)'", text: objects(root, Listed.group($0)), reason: "without a path")
    }

    static let attributeLists: [Answer] = [
        .init(what: "attributes that are an object", text: attributes("{}"), reason: "no list of attributes"),
        .init(
            what: "no attributes", text: objects("{\"path\":\"/\",\"kind\":\"group\"}"), reason: "no list of attributes"
        ),
        .init(what: "an attribute that is a number", text: attributes("[1]"), reason: "without a name of its own"),
        .init(
            what: "an attribute without a name", text: attributes("[{\"strings\":[]}]"),
            reason: "without a name of its own"),
        .init(
            what: "two attributes of one name, the second in place of the first",
            text: attributes(
                "[{\"name\":\"layer_names\",\"strings\":[\"x\"]},{\"name\":\"layer_names\",\"strings\":[]}]"),
            reason: "without a name of its own"),
        .init(
            what: "an attribute without a value", text: attributes("[{\"name\":\"layer_names\"}]"),
            reason: "without a value"),
        .init(
            what: "strings that are an object", text: attributes("[{\"name\":\"layer_names\",\"strings\":{}}]"),
            reason: "no list of strings"),
        .init(
            what: "a number among the strings",
            text: attributes("[{\"name\":\"layer_names\",\"strings\":[\"x\",1]}]"), reason: "no list of strings"),
    ]

    static let datasets: [Answer] = [
        .init(what: "a negative dimension", text: dataset("\"shape\":[-2],\(place)"), reason: "impossible shape"),
        .init(
            what: "a product beyond 64 bits", text: dataset("\"shape\":[4294967296,4294967296],\(place)"),
            reason: "impossible shape"),
        .init(
            what: "a product beyond 64 bits behind a zero",
            text: dataset("\"shape\":[0,4294967296,4294967296],\"storage\":\"unallocated\",\"bytes\":0"),
            reason: "impossible shape"),
        .init(
            what: "33 dimensions",
            text: dataset("\"shape\":[2\(String(repeating: ",1", count: 32))],\(place)"), reason: "impossible shape"),
        .init(
            what: "bytes beyond 64 bits",
            text: dataset("\"shape\":[4611686018427387904],\"storage\":\"unallocated\",\"bytes\":0"),
            reason: "shape and type contradict"),
        .init(
            what: "no type",
            text: objects(
                root,
                Listed.dataset("/x", type: "f32", "\"shape\":[2]").replacing("\"type\":\"f32\"", with: "\"type\":7")),
            reason: "impossible shape"),
        .init(
            what: "no number of bytes", text: dataset("\"shape\":[2],\"storage\":\"unallocated\""),
            reason: "no number of bytes"),
        .init(
            what: "more bytes than the shape",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":12"),
            reason: "shape and type contradict"),
        .init(
            what: "fewer bytes than the shape",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":4"),
            reason: "shape and type contradict"),
        .init(
            what: "one byte behind the end",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":993,\"bytes\":8"),
            reason: "outside the file"),
        .init(
            what: "an offset whose end is beyond 64 bits",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":9223372036854775800,\"bytes\":8"),
            reason: "outside the file"),
        .init(
            what: "a negative offset",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":-1,\"bytes\":8"),
            reason: "no offset"),
        .init(
            what: "text as an offset",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":\"0\",\"bytes\":8"),
            reason: "no offset"),
        .init(
            what: "no tensor's type, and bytes outside the file",
            text: dataset("\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":1001", type: "unsupported"),
            reason: "outside the file"),
        .init(
            what: "storage of another kind", text: dataset("\"shape\":[2],\"storage\":\"virtual\",\"bytes\":8"),
            reason: "no known way"),
        .init(
            what: "encoded in nothing", text: dataset("\"shape\":[2],\(chunked),\"stored\":0,\"bytes\":8"),
            reason: "no number of stored bytes"),
        .init(
            what: "encoded in no number", text: dataset("\"shape\":[2],\(chunked),\"bytes\":8"),
            reason: "no number of stored bytes"),
        .init(
            what: "encoded in more than the file",
            text: dataset("\"shape\":[2],\(chunked),\"stored\":1001,\"bytes\":8"),
            reason: "take more than the file"),
        .init(
            what: "encoded in no layout",
            text: dataset("\"shape\":[2],\"storage\":\"encoded\",\"stored\":8,\"bytes\":8"),
            reason: "no layout"),
        .init(
            what: "a filter that is a number",
            text: dataset(
                "\"shape\":[2],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[1],\"stored\":8,\"bytes\":8"),
            reason: "no list of filters"),
        .init(
            what: "encoded with fewer bytes than the shape",
            text: dataset("\"shape\":[2],\(chunked),\"stored\":8,\"bytes\":4"),
            reason: "shape and type contradict"),
        .init(
            what: "a shape bomb: 8 GB from one byte",
            text: dataset("\"shape\":[2000000000],\(chunked),\"stored\":1,\"bytes\":8000000000"),
            code: .hdf5(.shapeBomb), reason: "1 stored bytes claim to be 8000000000"),
        .init(
            what: "two datasets that share bytes",
            text: objects(root, Listed.floats("/x", [2], at: 0), Listed.floats("/y", [2], at: 4)), reason: "overlaps"),
        .init(
            what: "the same bytes as two shapes",
            text: objects(root, Listed.floats("/x", [2], at: 0), Listed.floats("/y", [1, 2], at: 0)), reason: "overlaps"
        ),
        .init(
            what: "the same bytes as two types",
            text: objects(
                root, Listed.floats("/x", [2], at: 0), Listed.dataset("/y", type: "i32", "\"shape\":[2],\(place)")),
            reason: "overlaps"),
        .init(
            what: "one path twice", text: objects(root, Listed.group("/x"), Listed.floats("/x", [2], at: 0)),
            reason: "two objects have this path"),
        .init(what: "the root twice", text: objects(root, root), reason: "two objects have this path"),
    ]

    static let lists: [Answer] = [
        .init(
            what: "a layer that is listed a million times, each time with all its weights",
            text: objects(Listed.group("/", ("layer_names", ["a", "a"])), Listed.group("/a", ("weight_names", ["x"]))),
            code: .kerasLayout, reason: "'layer_names' lists it twice"),
        .init(
            what: "a long path before a thousand short names",
            text: objects(
                Listed.group("/", ("layer_names", [String(repeating: "n", count: 100_000)])),
                Listed.group("/" + String(repeating: "n", count: 100_000), ("weight_names", (0..<1000).map { "\($0)" }))
            ),
            code: .kerasLayout, reason: "more than 67108864 bytes"),
    ]

    @Test(
        "Its catalogue is refused for what is wrong with it", .slow,
        arguments: forms + floods + paths + attributeLists + datasets + lists)
    func catalogue(answer: Answer) throws {
        let helper = try FakeHelper(answer: answer.text)
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == answer.code)
        #expect(error?.reason.contains(answer.reason) == true, "\(error)")
        #expect(error?.file == helper.file.path)
    }

    @Test("The same bytes of one type and shape under two names are one dataset with two links, as HDF5 has them")
    func nearMiss() throws {
        let helper = try FakeHelper(objects: [
            Self.root, Listed.floats("/x", [2], at: 0), Listed.floats("/y", [2], at: 0),
        ])
        #expect(try helper.read().table.count == 2)
    }

    @Test(
        "A refusal in words that are not the helper's own is not passed on",
        arguments: ["crash", "time", "", "corrupt ", "Corrupt", "\\u001b[2J", "../x"])
    func foreignRefusal(code: String) throws {
        let helper = try FakeHelper(answer: "{\"error\":{\"code\":\"\(code)\",\"reason\":\"no\"}}", status: 1)
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .hdf5Answer)
        #expect(error?.reason == "bertconv-hdf5 failed for an unknown reason")
    }

    @Test("The texts of a refusal are clipped, and eight of its causes are shown")
    func longRefusal() throws {
        let long = String(repeating: "a", count: 1_000_000)
        let causes = (0..<100).map { "\"\($0)\"" }.joined(separator: ",")
        let helper = try FakeHelper(
            answer:
                "{\"error\":{\"code\":\"corrupt\",\"path\":\"\(long)\",\"reason\":\"\(long)\",\"causes\":[\(causes)]}}",
            status: 1)
        let error = try #require(fault { () throws(Fault) in _ = try helper.read() })
        #expect(error.code == .hdf5(.corrupt))
        #expect(error.description.utf8.count < 20_000)
        #expect(error.causes.count == 8)
    }
}
