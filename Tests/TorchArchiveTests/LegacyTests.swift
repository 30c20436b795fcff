import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// The checks that torch lacks: it takes omitted storages as memory that nobody wrote.
@Suite("Files of torch before 1.6")
struct LegacyTests {
    /// A file of pickles and storages, right until a test changes it.
    private struct File {
        var magic = PickleText()
        var version = PickleText()
        var system = PickleText()
        var object = PickleText.dict([("a", LegacyTests.tensor), ("b", LegacyTests.second)])
        var keys = PickleText()
        var storages: [(count: Int64, bytes: [UInt8])] = [(6, ZipArchive.sixFloats), (1, [0, 0, 0x80, 0x3F])]
        var trailing: [UInt8] = []

        init() {
            magic.add([0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E])
            version.add("I1001\n.")
            system.add("}S'little_endian'\nI01\ns.")
            keys.add("](S'0'\nS'1'\ne.")
        }

        var bytes: [UInt8] {
            let pickles = [magic, version, system, object, keys].flatMap(\.bytes)
            return pickles + storages.flatMap { little($0.count) + $0.bytes } + trailing
        }
    }

    private static let tensor = DescribedTensor(view: "N")
    private static let second = DescribedTensor(key: "1", count: 1, size: [], strides: [], view: "N")

    private static func refused(_ change: (inout File) -> Void) -> Fault? {
        var file = File()
        change(&file)
        return refusal(of: file.bytes)
    }

    private static func pickle(_ text: String) -> PickleText {
        var pickle = PickleText()
        pickle.add(text)
        return pickle
    }

    @Test("The file that the others are made of is sound")
    func sound() throws {
        let folder = TemporaryFolder()
        let tensors = try read(folder.write(File().bytes, to: "file.pt"))
        #expect(tensors["a"] == ReadTensor(type: .float32, dimensions: [2, 3], bytes: ZipArchive.sixFloats))
        #expect(tensors["b"]?.dimensions == [])
    }

    @Test("The version is 1001", arguments: ["I1000\n.", "I1002\n.", "N.", "S'1001'\n."])
    func version(text: String) throws {
        let fault = try #require(Self.refused { $0.version = Self.pickle(text) })
        #expect(fault.code == .torchLegacy)
        #expect(fault.offset == 15)
    }

    @Test(
        "The machine was a little-endian one, and nothing is called to say so",
        arguments: [
            "I1\n.", "N.", "}.", "}S'little_endian'\nI00\ns.", "}S'little_endian'\nI01\nsS'x'\ncos\nsystem\n)Rs.",
        ])
    func system(text: String) throws {
        let fault = try #require(Self.refused { $0.system = Self.pickle(text) })
        #expect(fault.code == .torchLegacy)
        #expect(fault.offset == 24)
    }

    @Test("The list of storages is a list of texts", arguments: ["I1\n.", "].", "](I0\nI1\ne.", "}."])
    func list(text: String) throws {
        let fault = try #require(Self.refused { $0.keys = Self.pickle(text) })
        #expect([.torchLegacy, .torchStorage].contains(fault.code))
    }

    @Test(
        "Each storage is listed once, and each that is listed is used",
        arguments: [
            ("](S'0'\ne.", Fault.Code.torchLegacy, nil), ("](S'0'\nS'0'\ne.", .torchStorage, "storage '0'"),
            ("](S'0'\nS'1'\nS'9'\ne.", .torchStorage, "storage '9'"),
        ] as [(String, Fault.Code, String?)])
    func keys(text: String, code: Fault.Code, subject: String?) throws {
        let fault = try #require(
            Self.refused {
                $0.keys = Self.pickle(text)
                // The second time, the same bytes.
                if subject == "storage '0'" { $0.storages[1] = $0.storages[0] }
            })
        #expect(fault.code == code)
        #expect(fault.subject == subject)
    }

    @Test("A storage that the list omits is refused, not taken from memory")
    func omitted() throws {
        let fault = try #require(
            Self.refused {
                $0.keys = Self.pickle("](S'0'\ne.")
                $0.storages.removeLast()
            })
        #expect(fault.code == .torchStorage)
        #expect(fault.subject == "storage '1'")
    }

    @Test(
        "The count before a storage is the pickle's, and there are as many bytes",
        arguments: [
            (5, Fault.Code.torchLegacy), (7, .torchLegacy), (-1, .torchLegacy), (1 << 40, .torchLegacy),
            (.max, .torchLegacy),
        ] as [(Int64, Fault.Code)])
    func counts(count: Int64, code: Fault.Code) throws {
        let fault = try #require(Self.refused { $0.storages[0].count = count })
        #expect([code, .torchStorage].contains(fault.code))
        #expect(fault.offset != nil || fault.subject == "storage '0'")
    }

    @Test("Bytes after the last storage are refused at their offset")
    func trailing() throws {
        let end = File().bytes.count
        let fault = try #require(Self.refused { $0.trailing = [0, 0, 0] })
        #expect(fault.code == .torchLegacy)
        #expect(fault.offset == UInt64(end))
    }

    @Test("Cut anywhere behind its magic number, a file is refused")
    func truncated() throws {
        let whole = File().bytes
        let folder = TemporaryFolder()
        for count in stride(from: 25, to: whole.count, by: 3) {
            let fault = try #require(
                refusal(ofFile: folder.write(Array(whole.prefix(count)), to: "cut.pt")), "\(count)")
            #expect([.pickleEnd, .torchLegacy, .fileTruncated].contains(fault.code), "\(count): \(fault)")
        }
    }

    @Test("A storage is described in six items")
    func items() throws {
        let fault = try #require(
            Self.refused { $0.object = .dict([("a", DescribedTensor()), ("b", Self.second)]) })
        #expect(fault.code == .torchTensor)
    }

    @Test(
        "A view of a storage, as torch 0.3 wrote them, is read within its bounds",
        arguments: [
            ("(S'v'\nI2\nI3\nt", [3], [Float(3), 4, 5]), ("(S'v'\nI0\nI6\nt", [6], [1, 2, 3, 4, 5, 6]),
        ])
    func view(view: String, size: [Int], expected: [Float]) throws {
        var file = File()
        let tensor = DescribedTensor(size: size, strides: [1], view: view)
        file.object = .dict([("a", tensor), ("b", Self.second)])
        let folder = TemporaryFolder()
        let tensors = try read(folder.write(file.bytes, to: "file.pt"))
        #expect(tensors["a"]?.bytes == expected.flatMap { little($0.bitPattern) })
    }

    @Test(
        "A view that leads out of its storage, or a tensor out of its view, is refused",
        arguments: [
            ("(S'v'\nI5\nI3\nt", [1]), ("(S'v'\nI-1\nI3\nt", [1]), ("(S'v'\nI0\nI-3\nt", [1]),
            ("(S'v'\nI7\nI0\nt", [1]),
            ("I5\n", [1]), ("(I1\nt", [1]),
        ])
    func viewOutside(view: String, size: [Int]) throws {
        let tensor = DescribedTensor(size: size, strides: [1], view: view)
        let fault = try #require(Self.refused { $0.object = .dict([("a", tensor), ("b", Self.second)]) })
        #expect(fault.code == .torchStorage)
        #expect(fault.subject == "storage '0'")
    }

    @Test("A tensor may not leave the view it is of, though it stays in the storage")
    func beyondView() throws {
        let tensor = DescribedTensor(size: [4], strides: [1], view: "(S'v'\nI1\nI2\nt")
        let fault = try #require(Self.refused { $0.object = .dict([("a", tensor), ("b", Self.second)]) })
        #expect(fault.code == .torchTensor)
    }
}
