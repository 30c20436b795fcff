import ByteIO
import TestSupport
import Testing

@testable import TorchArchive

@Suite("What torch itself loads")
struct TorchAllowListTests {
    private static func holds(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: ".") else { return false }
        return TorchAllowList.holds(
            PickleGlobal(module: String(name[..<dot]), name: String(name[name.index(after: dot)...])))
    }

    @Test("BC601: all 144 names of the real library are allowed, and no other")
    func names() {
        #expect(Set(AllowedGlobals.names).count == 144)
        #expect(TorchAllowList.count == 144)
        #expect(AllowedGlobals.names.filter { !Self.holds($0) }.isEmpty)
    }

    @Test(
        "BC601: names that look like them are not allowed",
        arguments: [
            "torch.float_power", "torch.float", "torch.float16_", "torch.load", "torch.Tensor_", "torch.tensor",
            "torch.uint0", "torch.int9", "torch.float8_e5m3", "torch.FloatTensors", "torch.cuda.QInt8Storage",
            "torch.sparse.BoolTensor", "torch.cuda.sparse.BoolTensor", "torch.ComplexFloatTensor",
            "torch._utils._rebuild_", "torch._utils._rebuild_tensor_v4", "torch._utils.rebuild_tensor_v2",
            "torch._utils._rebuild_xla_tensor", "torch._tensor._rebuild_from_type", "torch.storage._load_from_bytes",
            "torch.nn.parameter.Buffer", "torch.nn.Parameter", "torch.nn.modules.linear.Linear", "builtins.eval",
            "builtins.exec", "builtins.getattr", "builtins.dict", "builtins.frozenset", "__builtin__.set",
            "_codecs.decode", "codecs.encode", "collections.defaultdict", "collections.deque", "copyreg._reconstructor",
            "numpy.ndarray", "numpy.core.multiarray._reconstruct", "numpy.dtype", "argparse.Namespace", "os.system",
            "posix.system", "Torch.Tensor", "torch.size", "collections.ordereddict",
        ])
    func nearMisses(name: String) {
        #expect(!Self.holds(name))
    }

    @Test("BC601: the name is compared as a whole, wherever module and name are parted")
    func parts() {
        #expect(TorchAllowList.holds(PickleGlobal(module: "collections", name: "OrderedDict")))
        #expect(!TorchAllowList.holds(PickleGlobal(module: "", name: "OrderedDict")))
        #expect(!TorchAllowList.holds(PickleGlobal(module: "collections.OrderedDict", name: "")))
        #expect(!TorchAllowList.holds(PickleGlobal(module: "collections ", name: "OrderedDict")))
    }

    @Test("BC601: just the 36 operations that the restricted unpickler has a case for are known")
    func operations() {
        let known = (UInt8.min ... .max).filter { PickleOpcode(rawValue: $0).map(TorchAllowList.holds) == true }
        // `Unpickler.load` of torch 2.13.0, as the characters that pickle.py gives them.
        let characters = "(.GJKMNQRUXabcehijqrstu})]".utf8.filter { !"i".utf8.contains($0) }
        let further: [UInt8] = [0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8F]
        #expect(Set(known) == Set(Array(characters) + further))
    }
}
