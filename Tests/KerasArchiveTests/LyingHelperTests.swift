import ByteIO
import HelperProtocol
import KerasArchive
import Tensors
import TestSupport
import Testing

@Suite("Answers that cannot be true")
struct LyingHelperTests {
    @Test(
        "An answer that is not in the agreed form is refused",
        arguments: [
            "", "nonsense", "[]", "{}", "{\"objects\":{}}", "{\"objects\":[7]}",
            "{\"objects\":[{\"kind\":\"group\",\"attributes\":[]}]}",
            "{\"objects\":[{\"path\":\"bert\",\"kind\":\"group\",\"attributes\":[]}]}",
            "{\"objects\":[{\"path\":7,\"kind\":\"group\",\"attributes\":[]}]}",
            "{\"objects\":[{\"path\":\"/a\",\"attributes\":[]}]}",
            "{\"objects\":[{\"path\":\"/a\",\"kind\":\"heap\",\"attributes\":[]}]}",
            "{\"objects\":[]} {\"objects\":[]}", "{\"objects\":[],\"objects\":[]}", "{\"objects\":[",
        ])
    func form(answer: String) throws {
        let helper = try FakeHelper(answer: answer)
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .hdf5Answer)
        #expect(error?.file == helper.file.path)
    }

    @Test(
        "A dataset that cannot lie in the file as it is said to is refused by its path",
        arguments: [
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":993,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":1001,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":-8,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":9223372036854775807,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":18446744073709551615,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":-8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":12",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":4",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0,\"bytes\":9223372036854775807",
            "\"shape\":[2],\"storage\":\"contiguous\",\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":\"0\",\"bytes\":8",
            "\"shape\":[2],\"storage\":\"contiguous\",\"offset\":0.0,\"bytes\":8",
            "\"shape\":[2],\"storage\":\"elsewhere\",\"offset\":0,\"bytes\":8", "\"shape\":[2]",
            "\"shape\":[-2],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
            "\"shape\":[2.0],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
            "\"shape\":[\"2\"],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
            "\"shape\":2,\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
            "\"shape\":[4294967296,4294967296],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
            "\"shape\":[0,4294967296,4294967296],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[]",
        ])
    func place(members: String) throws {
        let helper = try FakeHelper(objects: [Listed.group("/", ("layer_names", ["x"])), Listed.dataset("/x", members)])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .hdf5Answer)
        #expect(error?.subject == "dataset '/x'")
        #expect(error?.file == helper.file.path)
    }

    @Test("The last byte of the file may be a weight's; the first beyond it may not")
    func edge() throws {
        let last = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["x"])), Listed.floats("/x", [2], at: FakeHelper.byteCount - 8),
        ])
        #expect(try last.read().table["x"]?.range?.offset == 992)
        let beyond = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["x"])), Listed.floats("/x", [2], at: FakeHelper.byteCount - 7),
        ])
        let error = fault { () throws(Fault) in _ = try beyond.read() }
        #expect(error?.code == .hdf5Answer)
    }

    @Test("Two datasets that share bytes are refused, neighbours and one dataset of two names are not")
    func overlap() throws {
        let lists = Listed.group("/", ("layer_names", ["x", "y"]))
        for (offset, overlaps) in [(92, false), (93, true), (96, true), (104, true), (107, true), (108, false)] {
            let helper = try FakeHelper(objects: [
                lists, Listed.floats("/x", [2], at: 100), Listed.floats("/y", [2], at: offset),
            ])
            let error = fault { () throws(Fault) in _ = try helper.read() }
            #expect((error?.code == .hdf5Answer) == overlaps, "at \(offset): \(error)")
            #expect((error == nil) == !overlaps)
        }
        let same = try FakeHelper(objects: [
            lists, Listed.floats("/x", [2], at: 100), Listed.floats("/y", [2], at: 100),
        ])
        #expect(try same.read().table.count == 2)
        let within = try FakeHelper(objects: [
            lists, Listed.floats("/x", [100], at: 100), Listed.floats("/y", [1], at: 300),
        ])
        let error = fault { () throws(Fault) in _ = try within.read() }
        #expect(error?.subject == "dataset '/y'")
        #expect(error?.offset == 300)
        #expect(error?.reason == "overlaps '/x'")
    }

    @Test("Two objects of one path are refused, whatever they are")
    func duplicatePath() throws {
        for objects in [
            [Listed.group("/a"), Listed.group("/a")], [Listed.group("/a"), Listed.floats("/a", [1], at: 0)],
            [Listed.floats("/a", [1], at: 0), Listed.floats("/a", [1], at: 8)],
        ] {
            let helper = try FakeHelper(objects: [Listed.group("/", ("layer_names", ["a"]))] + objects)
            let error = fault { () throws(Fault) in _ = try helper.read() }
            #expect(error?.code == .hdf5Answer)
            #expect(error?.subject == "object '/a'")
        }
    }

    @Test("A weight that is listed twice is refused by its name")
    func listedTwice() throws {
        let helper = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["a"])), Listed.group("/a", ("weight_names", ["x", "x"])),
            Listed.floats("/a/x", [1], at: 0),
        ])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .kerasLayout)
        #expect(error?.subject == "dataset 'a/x'")
    }

    @Test("A layer that is listed twice is refused before its weights are listed twice")
    func layerListedTwice() throws {
        let helper = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["a", "b", "a"])), Listed.group("/a", ("weight_names", [])),
            Listed.group("/b", ("weight_names", [])),
        ])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .kerasLayout)
        #expect(error?.subject == "layer 'a'")
    }

    @Test("A hundred thousand objects are read, one more is not", .slow)
    func count() throws {
        for (count, isRefused) in [(100_000, false), (100_001, true)] {
            let groups = (1..<count).map { "{\"path\":\"/\($0)\",\"kind\":\"group\",\"attributes\":[]}" }
            let helper = try FakeHelper(objects: [Listed.group("/", ("layer_names", []))] + groups)
            let error = fault { () throws(Fault) in _ = try helper.read() }
            #expect((error?.code == .hdf5Answer) == isRefused)
            #expect((error == nil) == !isRefused)
        }
    }

    @Test(
        "A weight of a type that is no number's is refused by its type",
        arguments: [("\"unsupported\",\"class\":\"compound\"", "'compound'"), ("\"opaque4\"", "'opaque4'")])
    func elementType(type: String, shown: String) throws {
        let helper = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["x"])),
            "{\"path\":\"/x\",\"kind\":\"dataset\",\"type\":\(type),\"shape\":[1],\"storage\":\"contiguous\","
                + "\"offset\":0,\"bytes\":4,\"attributes\":[]}",
        ])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .kerasElementType)
        #expect(error?.reason.contains(shown) == true)
    }
}
