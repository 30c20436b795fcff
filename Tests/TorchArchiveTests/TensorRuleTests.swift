import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// A pickle may say anything of a tensor; what it says must fit what is stored.
@Suite("Tensors within their storages")
struct TensorRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var code = Fault.Code.torchTensor
        var subject = "tensor 'a'"
        let change: @Sendable (inout DescribedTensor) -> Void

        init(
            _ description: String, _ code: Fault.Code = .torchTensor, subject: String = "tensor 'a'",
            _ change: @escaping @Sendable (inout DescribedTensor) -> Void
        ) {
            testDescription = description
            self.code = code
            self.subject = subject
            self.change = change
        }
    }

    private static func expectRefused(_ one: Case) throws {
        let fault = try #require(refusal(of: ZipArchive.torch(one.change).bytes), "it is read")
        #expect(fault.code == one.code)
        #expect(fault.subject == one.subject)
    }

    private static func tensor(
        storage: [UInt8] = ZipArchive.sixFloats, _ change: (inout DescribedTensor) -> Void
    ) throws -> ReadTensor? {
        let folder = TemporaryFolder()
        return try read(folder.write(ZipArchive.torch(storage: storage, change).bytes, to: "file.pt"))["a"]
    }

    @Test(
        "A view leads nowhere outside of its storage",
        arguments: [
            Case("too many rows") { $0.size = [3, 3] },
            Case("offset by one") { $0.offset = 1 },
            Case("offset beyond the end") { $0.offset = 800 },
            Case("a negative offset") { $0.offset = -1 },
            Case("a negative size") { $0.size = [-2, 3] },
            Case("a negative stride") { $0.strides = [3, -1] },
            Case("a stride too long") { $0.strides = [4, 1] },
            Case("sizes that overflow") { $0.size = [1 << 33, 1 << 33] },
            Case("sizes whose product wraps to 2") { $0.size = [(1 << 62) + 1, 8] },
            Case("bytes that wrap to 0") {
                $0.size = [1 << 62]
                $0.strides = [0]
            },
            Case("strides that overflow") { $0.strides = [.max, .max] },
            Case("two sizes and one stride") { $0.strides = [1] },
            Case("1000 dimensions") {
                $0.size = Array(repeating: 1, count: 1_000)
                $0.strides = $0.size
            },
            Case("a stride of 0 that makes 4 TiB") {
                $0.size = [1 << 40]
                $0.strides = [0]
            },
            Case("a stride of 0 that makes 2 MiB of 24 bytes") {
                $0.size = [1 << 19]
                $0.strides = [0]
            },
        ])
    func views(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "A storage has as many bytes as the pickle says",
        arguments: [
            Case("fewer elements", .torchStorage, subject: "storage '0'") {
                $0.count = 5
                $0.size = [5]
                $0.strides = [1]
            },
            Case("more elements", .torchStorage, subject: "storage '0'") { $0.count = 7 },
            Case("a negative count", .torchStorage, subject: "storage '0'") { $0.count = -1 },
            Case("4 TiB", .torchStorage, subject: "storage '0'") { $0.count = 1 << 40 },
            Case("a count that overflows", .torchStorage, subject: "storage '0'") { $0.count = .max },
            Case("another width", .torchStorage, subject: "storage '0'") { $0.storageClass = "torch DoubleStorage" },
        ])
    func counts(one: Case) throws {
        try Self.expectRefused(one)
    }

    @Test(
        "A tensor may be a part of its storage, in any order",
        arguments: [
            ([3], [2], 1, [2, 4, 6]), ([2, 2], [1, 2], 0, [1, 3, 2, 4]), ([], [], 5, [6]),
            ([2, 3], [0, 1], 3, [4, 5, 6, 4, 5, 6]),
            ([1, 6], [1_000, 1], 0, [1, 2, 3, 4, 5, 6]), ([0], [1], 0, []), ([3, 0], [7, 7], 800, []),
        ] as [([Int], [Int], Int, [Int])])
    func parts(size: [Int], strides: [Int], offset: Int, expected: [Int]) throws {
        let tensor = try Self.tensor {
            $0.size = size
            $0.strides = strides
            $0.offset = offset
        }
        #expect(tensor?.dimensions == size)
        #expect(tensor?.bytes == expected.flatMap { little(Float($0).bitPattern) })
    }

    @Test(
        "Each class of storage has its type",
        arguments: [
            ("torch DoubleStorage", ElementType.float64), ("torch FloatStorage", .float32),
            ("torch HalfStorage", .float16),
            ("torch BFloat16Storage", .bfloat16), ("torch LongStorage", .int64), ("torch IntStorage", .int32),
            ("torch ShortStorage", .int16), ("torch CharStorage", .int8), ("torch ByteStorage", .uint8),
            ("torch BoolStorage", .bool), ("torch ComplexFloatStorage", .complex64),
        ])
    func classes(name: String, type: ElementType) throws {
        let bytes = [UInt8](repeating: 1, count: 6 * type.bitWidth / 8)
        let tensor = try Self.tensor(storage: bytes) { $0.storageClass = name }
        #expect(tensor == ReadTensor(type: type, dimensions: [2, 3], bytes: bytes))
    }

    @Test(
        "An untyped storage counts bytes, and its tensor brings the type",
        arguments: [
            ("uint16", ElementType.uint16), ("uint32", .uint32), ("uint64", .uint64), ("float32", .float32),
            ("float8_e4m3fn", .float8e4m3), ("float8_e5m2", .float8e5m2), ("bfloat16", .bfloat16), ("bool", .bool),
        ])
    func untyped(name: String, type: ElementType) throws {
        let bytes = [UInt8](repeating: 1, count: 6 * type.bitWidth / 8)
        let tensor = try Self.tensor(storage: bytes) {
            $0.function = "torch._utils _rebuild_tensor_v3"
            $0.storageClass = "torch.storage UntypedStorage"
            $0.count = bytes.count
            $0.type = name
        }
        #expect(tensor == ReadTensor(type: type, dimensions: [2, 3], bytes: bytes))
    }

    @Test("An untyped storage in big-endian order is turned by the tensor's type, which torch forgets")
    func untypedBigEndian() throws {
        var archive = ZipArchive.torch(storage: (1...6).flatMap { [0, UInt8($0)] }) {
            $0.function = "torch._utils _rebuild_tensor_v3"
            $0.storageClass = "torch.storage UntypedStorage"
            $0.count = 12
            $0.type = "uint16"
        }
        archive.records.append(ZipArchive.Record("archive/byteorder", Array("big".utf8)))
        let folder = TemporaryFolder()
        let tensor = try read(folder.write(archive.bytes, to: "file.pt"))["a"]
        #expect(tensor?.bytes == (1...6).flatMap { [UInt8($0), 0] })
    }

    @Test("An untyped storage whose tensor says no type is refused")
    func typeless() throws {
        try Self.expectRefused(
            Case("untyped", .torchStorage, subject: "storage '0'") { $0.storageClass = "torch UntypedStorage" })
    }

    @Test("The function of torch 0.3 describes a tensor too")
    func oldFunction() throws {
        let tensor = try Self.tensor { $0.function = "torch._utils _rebuild_tensor" }
        #expect(tensor?.bytes == ZipArchive.sixFloats)
    }

    @Test(
        "What has no type here, or other values than are stored, is withheld as a tensor",
        arguments: [
            Case("a quantised storage") { $0.storageClass = "torch QInt8Storage" },
            Case("complex128") { $0.storageClass = "torch ComplexDoubleStorage" },
            Case("a storage class of nobody") { $0.storageClass = "torch DecimalStorage" },
            Case("conjugated") { $0.metadata = "}X\u{4}\0\0\0conjI01\ns" },
            Case("something unknown") { $0.metadata = "}X\u{5}\0\0\0scaleK\u{2}s" },
            Case("something that is no dict") { $0.metadata = "K\u{1}" },
        ])
    func withheld(one: Case) throws {
        let folder = TemporaryFolder()
        let contents = try contents(ofFile: folder.write(ZipArchive.torch(one.change).bytes, to: "file.pt"))
        #expect(contents.table.count == 0)
        #expect(contents.withheld.map(\.name) == ["a"])
        #expect(contents.withheld.first?.isTensor == true)
        #expect(contents.withheld.first?.fault.code == .torchUnsupported)
        #expect(contents.withheld.first?.fault.subject == "tensor 'a'")
    }

    @Test(
        "One storage has one type and one count",
        arguments: [
            Case("two types") { $0.storageClass = "torch IntStorage" },
            Case("two counts") {
                $0.count = 3
                $0.size = [3]
                $0.strides = [1]
            },
        ])
    func sharedStorage(one: Case) throws {
        var other = DescribedTensor()
        one.change(&other)
        let pickle = PickleText.dict([("a", DescribedTensor()), ("b", other)])
        let fault = try #require(refusal(of: ZipArchive.torch(pickle, storages: [("0", ZipArchive.sixFloats)]).bytes))
        #expect(fault.code == .torchStorage)
        #expect(fault.subject == "storage '0'")
    }

    @Test("Many windows of one storage do not fill a disk; many names for one tensor are one")
    func aliases() throws {
        let storage = [UInt8](repeating: 1, count: 16_384)
        func archive(offset: (Int) -> Int) -> ZipArchive {
            let tensors = (0..<600).map { index in
                let tensor = DescribedTensor(
                    storageClass: "torch ByteStorage", count: 16_384, offset: offset(index), size: [12_000],
                    strides: [1])
                return ("t\(index)", tensor)
            }
            return ZipArchive.torch(.dict(tensors), storages: [("0", storage)])
        }
        #expect(refusal(of: archive { _ in 0 }.bytes) == nil)
        let fault = try #require(refusal(of: archive { $0 }.bytes))
        #expect(fault.code == .torchLayout)
        #expect(fault.reason.contains("four times"))
    }
}
