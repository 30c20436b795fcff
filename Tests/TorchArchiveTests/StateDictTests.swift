import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

@Suite("Finding the tensors in a checkpoint")
struct StateDictTests {
    /// A sound archive with this pickle, in which `T` stands for the tensor.
    private static func archive(_ text: String) -> [UInt8] {
        var pickle = PickleText()
        for part in text.split(separator: "T", omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { DescribedTensor().write(to: &pickle) }
            pickle.add(String(part.element))
        }
        pickle.add(".")
        return ZipArchive.torch(pickle, storages: [("0", ZipArchive.sixFloats)]).bytes
    }

    private static func contents(_ text: String) throws(Fault) -> TorchContents {
        let folder = TemporaryFolder()
        return try TorchArchiveTests.contents(ofFile: folder.write(archive(text), to: "file.pt"))
    }

    /// A key of a dict, in protocol 0.
    private static func key(_ name: String) -> String { "S'\(name)'\n" }

    @Test(
        "The dict itself, or one under a usual name, however deep, is taken",
        arguments: [
            ([String](), "}\(key("a"))Ts"), (["state_dict"], "}\(key("state_dict"))}\(key("a"))Tss"),
            (["model_state_dict"], "}\(key("model_state_dict"))}\(key("a"))Tss"),
            (["model"], "}\(key("model"))}\(key("a"))Tss"), (["module"], "}\(key("module"))}\(key("a"))Tss"),
            (["net"], "}\(key("net"))}\(key("a"))Tss"), (["ema"], "}\(key("ema"))}\(key("a"))Tss"),
            (
                ["checkpoint", "model", "state_dict"],
                "}\(key("checkpoint"))}\(key("model"))}\(key("state_dict"))}\(key("a"))Tssss"
            ),
        ])
    func paths(path: [String], pickle: String) throws {
        let contents = try Self.contents(pickle)
        #expect(contents.path == path)
        #expect(contents.table.entries.map(\.name) == ["a"])
    }

    @Test(
        "A dict under any other key, however deep, and in a list or tuple, is taken when it has parameters",
        arguments: [
            (["model_dict"], "}\(key("model_dict"))}\(key("a.weight"))Tss"),
            (["a", "b", "c"], "}\(key("a"))}\(key("b"))}\(key("c"))}\(key("a.weight"))Tssss"),
            (["1"], "(I3\n}\(key("a.weight"))Tst"), (["0"], "]}\(key("a.weight"))Tsa"),
            (["model", "inner"], "}\(key("model"))}\(key("inner"))}\(key("a.weight"))Tsss"),
            (
                ["weights"],
                "}\(key("epoch"))I3\ns\(key("optimizer"))}(\(key("state"))}I0\n}\(key("exp_avg"))Tss"
                    + "\(key("param_groups"))]us\(key("weights"))}\(key("a.weight"))Tss"
            ),
        ])
    func anyKey(path: [String], pickle: String) throws {
        let contents = try Self.contents(pickle)
        #expect(contents.path == path)
        #expect(contents.table.entries.map(\.name) == ["a.weight"])
    }

    @Test("Several dicts with parameters are taken together, each under its key")
    func parts() throws {
        let inner = "}\(Self.key("words"))}\(Self.key("weight"))Tss"
        let dict = "}\(Self.key("embedding"))\(inner)s\(Self.key("encoder"))}\(Self.key("0.weight"))Tss"
        let top = try Self.contents(dict)
        #expect(top.table.entries.map(\.name) == ["embedding.words.weight", "encoder.0.weight"])
        #expect(top.path == ["embedding, encoder"])
        let nested = try Self.contents("}\(Self.key("model"))}\(Self.key("language_model"))\(dict)ss")
        #expect(nested.table.entries.map(\.name) == ["embedding.words.weight", "encoder.0.weight"])
        #expect(nested.path == ["model", "language_model"])
    }

    @Test("A dict that holds itself, or one dict under many keys, ends somewhere")
    func cycles() throws {
        let cycle = try #require(refusal(of: Self.archive("}p0\n\(Self.key("x"))g0\ns")))
        #expect(cycle.code == .torchRoot)
        let shared = "}\(Self.key("a.weight"))Tsp0\n0}\(Self.key("x"))g0\ns\(Self.key("y"))g0\ns"
        #expect(try Self.contents(shared).table.entries.map(\.name) == ["x.a.weight", "y.a.weight"])
    }

    @Test("What is beside the tensors is named: plain values, and what is beside their dict")
    func others() throws {
        let flat = try Self.contents(
            "}\(Self.key("a"))Ts\(Self.key("epoch"))I3\ns\(Self.key("args"))}s\(Self.key("none"))Ns")
        #expect(flat.others == ["epoch", "args", "none"])
        let nested = try Self.contents("}\(Self.key("epoch"))I3\ns\(Self.key("model"))}\(Self.key("a"))Tss")
        #expect(nested.others == ["epoch"])
        let two = try Self.contents("}\(Self.key("model"))}\(Self.key("a"))Tss\(Self.key("ema"))}\(Self.key("a"))Tss")
        #expect(two.path == ["model"])
        #expect(two.others == ["ema (which also holds tensors)"])
    }

    @Test(
        "An object that only its own code knows is withheld, and no tensor",
        arguments: [
            "cos\nsystem\n(S'echo'\ntR", "csomebody\nQuantity\n)R", "ctorch._utils\n_rebuild_tensor_v9\n)R",
            "ctorch.storage\n_load_from_bytes\n)R", "cos\nsystem\n)R)R",
        ])
    func opaque(call: String) throws {
        let contents = try Self.contents("}\(Self.key("a"))Ts\(Self.key("b"))\(call)s")
        #expect(contents.table.entries.map(\.name) == ["a"])
        #expect(contents.withheld.map(\.name) == ["b"])
        #expect(contents.withheld.first?.isTensor == false)
        #expect(contents.withheld.first?.fault.code == .torchOpaque)
        #expect(contents.withheld.first?.fault.subject == "tensor 'b'")
    }

    @Test(
        "An opaque object that is thrown away, or beside the tensors' dict, is of no matter",
        arguments: [
            "cos\nsystem\n)R0}S'a'\nTs", "}S'args'\ncargparse\nNamespace\n)R}bsS'model'\n}S'a'\nTss",
        ])
    func inert(pickle: String) throws {
        let contents = try Self.contents(pickle)
        #expect(contents.table.entries.map(\.name) == ["a"])
        #expect(contents.withheld.isEmpty)
    }

    @Test("A dict of a subclass is one", arguments: ["ccollections\nOrderedDict\n)R", "ccollections\ndefaultdict\n)R"])
    func subclass(dict: String) throws {
        #expect(try Self.contents("\(dict)\(Self.key("a"))Ts").table.count == 1)
    }

    @Test(
        "A root without named tensors is refused, and what it is is said",
        arguments: [
            ("N", "None"), ("T", "_rebuild_tensor_v2"), ("]Ta", "a list"), ("(Tt", "a tuple"), ("}", "a dict"),
            ("}S'a'\nI1\ns", "a dict"), ("I1\n", "an integer"), ("S'a'\n", "a string"), ("cos\nsystem\n", "os.system"),
            ("cos\nsystem\n)R", "os.system"),
        ])
    func roots(pickle: String, kind: String) throws {
        let fault = try #require(refusal(of: Self.archive(pickle)))
        #expect(fault.code == .torchRoot)
        #expect(fault.reason.contains(kind))
    }

    @Test(
        "A tensor's name is text, and stands once",
        arguments: [
            "}I3\nTs", "}NTs", "})Ts", "}S'a'\nTsS'a'\nTs",
        ])
    func names(pickle: String) throws {
        let fault = try #require(refusal(of: Self.archive(pickle)))
        #expect(fault.code == .torchTensor)
    }

    @Test("A parameter is its tensor; one within another too, though not without end")
    func parameters() throws {
        let wrapped = "ctorch._utils\n_rebuild_parameter\n("
        let end = "I01\nccollections\nOrderedDict\n)RtR"
        #expect(try Self.contents("}\(Self.key("a"))\(wrapped)T\(end)s").table.count == 1)
        let deep = String(repeating: wrapped, count: 9) + "T" + String(repeating: end, count: 9)
        let fault = try #require(refusal(of: Self.archive("}\(Self.key("a"))\(deep)s")))
        #expect(fault.code == .torchTensor)
        #expect(fault.subject == "tensor 'a'")
    }

    @Test(
        "A subclass with attributes is its tensor, when a function of torch is to make it, and only then",
        arguments: [
            ("ctorch._utils\n_rebuild_tensor_v2\n", true), ("cos\nsystem\n", false),
        ])
    func fromType(function: String, isRead: Bool) throws {
        var pickle = PickleText()
        DescribedTensor().write(to: &pickle)
        // The arguments of the tensor, without the function before them and the call after.
        let arguments = pickle.bytes.dropFirst(2 + "ctorch._utils\n_rebuild_tensor_v2\n".utf8.count).dropLast()
        var whole = PickleText()
        whole.add("}\(Self.key("a"))ctorch._tensor\n_rebuild_from_type_v2\n(\(function)ctorch\nTensor\n")
        whole.add(Array(arguments))
        whole.add("}tRs.")
        let archive = ZipArchive.torch(whole, storages: [("0", ZipArchive.sixFloats)])
        let folder = TemporaryFolder()
        let contents = try TorchArchiveTests.contents(ofFile: folder.write(archive.bytes, to: "file.pt"))
        #expect(contents.table.count == (isRead ? 1 : 0))
        #expect(contents.withheld.first?.fault.code == (isRead ? nil : .torchOpaque))
    }

    @Test("A whole module gives its parameters and persistent buffers, and those of the modules within")
    func module() throws {
        let inner =
            "cnn\nLinear\n)R}S'_parameters'\n}S'w'\nTsS'bias'\nNssS'_buffers'\n}s"
            + "S'_modules'\n}sb"
        let outer =
            "cnn\nModel\n)R}S'_parameters'\n}S'a'\nTssS'_buffers'\n}S'kept'\nTsS'temporary'\nTss"
            + "S'_non_persistent_buffers_set'\ncbuiltins\nset\n((S'temporary'\nltRsS'_modules'\n}S'linear'\n\(inner)sS'no'\nNssb"
        let contents = try Self.contents(outer)
        #expect(contents.table.entries.map(\.name) == ["a", "kept", "linear.w"])
        #expect(contents.path == ["a whole module"])
    }

    @Test("Modules that hold themselves end somewhere")
    func cycle() throws {
        let module = "cnn\nModel\n)Rp0\n}S'_parameters'\n}S'a'\nTssS'_modules'\n}S'self'\ng0\nssb"
        let fault = try #require(refusal(of: Self.archive(module)))
        #expect(fault.code == .torchTensor)
    }

    @Test("Bytes after the pickle's end are refused at their offset")
    func trailing() throws {
        var pickle = PickleText.dict([("a", DescribedTensor())])
        let end = pickle.bytes.count
        pickle.add("N.")
        let archive = ZipArchive.torch(pickle, storages: [("0", ZipArchive.sixFloats)])
        let fault = try #require(refusal(of: archive.bytes))
        #expect(fault.code == .pickleEnd)
        #expect(fault.offset == UInt64(30 + "archive/data.pkl".utf8.count + end))
    }
}
