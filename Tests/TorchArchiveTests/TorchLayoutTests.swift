import ByteIO
import Glibc
import Tensors
import TestSupport
import Testing
import TorchArchive

@Suite("Laying out a PyTorch archive")
struct TorchLayoutTests {
    private struct Source {
        let name: String
        let type: ElementType
        let dimensions: [Int]
        let bytes: [UInt8]
    }

    /// A tensor of numbers that begin with `seed`.
    private static func source(_ name: String, _ type: ElementType, _ dimensions: [Int], seed: Int = 1) -> Source {
        let count = dimensions.reduce(1, *) * type.bitWidth / 8
        let bytes = (0..<count).map { type == .bool ? UInt8($0 % 2) : UInt8(truncatingIfNeeded: $0 * 7 + seed) }
        return Source(name: name, type: type, dimensions: dimensions, bytes: bytes)
    }

    private static let held: [ElementType] = [
        .bool, .uint8, .int8, .float8e5m2, .float8e4m3, .float8e8m0, .float8e4m3fnuz, .float8e5m2fnuz, .int16, .uint16,
        .float16, .bfloat16, .int32, .uint32, .float32, .complex64, .float64, .int64, .uint64,
    ]

    private static let various: [Source] =
        held.map { source("type." + $0.rawValue, $0, [3, 5]) } + [
            source("scalar", .float32, []), source("empty", .float32, [0]), source("empty.rows", .float16, [3, 0, 2]),
            source("one", .int64, [1]), source("odd", .uint8, [67]), source("ünï.cødé 日本", .float32, [2]),
            source("a.b", .bfloat16, [7, 1, 9]), source("large", .float32, [300, 301]),
        ]

    /// The archive, written as the output writer does.
    private static func archive(
        _ sources: [Source], aliases: [String: String] = [:], order: [String]? = nil
    ) throws -> [UInt8] {
        let tensors = try sources.map {
            OutputTensor(name: $0.name, elementType: $0.type, shape: try #require(Shape($0.dimensions)))
        }
        let layout = try TorchLayout.layout(tensors, aliases: aliases, order: order ?? sources.map(\.name))
        var file = [UInt8](repeating: 0, count: Int(layout.byteCount))
        func put(_ bytes: [UInt8], at offset: UInt64) {
            file.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
        }
        for piece in layout.pieces { put(piece.bytes, at: piece.offset) }
        var checksums: [String: UInt32] = [:]
        for source in sources {
            put(source.bytes, at: try #require(layout.offsets[source.name]))
            checksums[source.name] = Checksum.of(source.bytes)
        }
        let trailer = try #require(layout.trailer)
        for piece in trailer(checksums) { put(piece.bytes, at: piece.offset) }
        #expect(file.count == Int(layout.byteCount))
        return file
    }

    private static func written(_ bytes: [UInt8], to folder: TemporaryFolder) -> String {
        folder.write(bytes, to: "pytorch_model.bin")
    }

    @Test("Read again, every tensor is what it was: all types, no dimension, no elements, odd sizes, any name")
    func roundTrip() throws {
        let folder = TemporaryFolder()
        let contents = try contents(ofFile: Self.written(try Self.archive(Self.various), to: folder))
        #expect(contents.notes.isEmpty)
        #expect(contents.others.isEmpty)
        #expect(contents.table.entries.map(\.name) == Self.various.map(\.name))
        let found = try read(contents.table)
        for source in Self.various {
            let expected = ReadTensor(type: source.type, dimensions: source.dimensions, bytes: source.bytes)
            #expect(found[source.name] == expected, "\(source.name)")
        }
    }

    @Test(
        "Types that torch does not have are refused by the tensor's name",
        arguments: [
            ElementType.float4, .float6e2m3, .float6e3m2,
        ])
    func unheld(type: ElementType) throws {
        let tensor = OutputTensor(name: "w", elementType: type, shape: try #require(Shape([8])))
        let fault = try #require(throws: Fault.self) {
            try TorchLayout.layout([tensor], aliases: [:], order: ["w"])
        }
        #expect(fault.code == .torchUnsupported)
        #expect(fault.subject == "tensor 'w'")
    }

    @Test("Each tensor begins at a multiple of 64, whatever is before it")
    func alignment() throws {
        let tensors = try Self.various.map {
            OutputTensor(name: $0.name, elementType: $0.type, shape: try #require(Shape($0.dimensions)))
        }
        let layout = try TorchLayout.layout(tensors, aliases: [:], order: Self.various.map(\.name))
        #expect(layout.offsets.count == Self.various.count)
        for (name, offset) in layout.offsets { #expect(offset.isMultiple(of: 64), "\(name)") }
    }

    @Test("The same tensors give the same bytes, in whatever order they are handed over")
    func deterministic() throws {
        let order = Self.various.map(\.name)
        #expect(try Self.archive(Self.various) == Self.archive(Self.various.shuffled(), order: order))
    }

    @Test("Further names for a tensor share its storage")
    func aliases() throws {
        let sources = [Self.source("a", .float32, [40, 50]), Self.source("c", .float32, [2], seed: 9)]
        let shared = try Self.archive(sources, aliases: ["b": "a", "d": "a"], order: ["b", "a", "c", "d"])
        let folder = TemporaryFolder()
        let contents = try contents(ofFile: Self.written(shared, to: folder))
        #expect(contents.table.entries.map(\.name) == ["b", "a", "c", "d"])
        let places = try ["a", "b", "d"].map { try #require(contents.table[$0]?.view?.storage) }
        #expect(places.allSatisfy { $0.isSame(as: places[0]) })
        #expect(shared.count < 8_000 + 3_000, "the storage is there once")
    }

    @Test("Python's zipfile opens it and finds every CRC right", .enabled(if: Tool.run(["python3", "-V"]).status == 0))
    func python() throws {
        let folder = TemporaryFolder()
        let path = Self.written(try Self.archive(Self.various), to: folder)
        let script = """
            import sys, zipfile
            z = zipfile.ZipFile(sys.argv[1])
            assert z.testzip() is None
            assert all(i.compress_type == 0 and i.date_time == (1980, 0, 0, 0, 0, 0) for i in z.infolist())
            print(z.read("archive/version"), z.read("archive/byteorder"), len(z.namelist()))
            """
        let run = Tool.run(["python3", "-c", script, path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "b'3\\n' b'little' \(Self.various.count + 3)\n")
    }

    @Test(
        "Python's pickletools knows every operation of its pickle",
        .enabled(if: Tool.run(["python3", "-V"]).status == 0))
    func pickle() throws {
        let folder = TemporaryFolder()
        let path = Self.written(try Self.archive(Self.various), to: folder)
        let script = """
            import sys, zipfile, pickletools
            data = zipfile.ZipFile(sys.argv[1]).read("archive/data.pkl")
            names = [op.name for op, _, _ in pickletools.genops(data)]
            assert names[-1] == "STOP" and max(op.proto for op, _, _ in pickletools.genops(data)) == 2
            print(names.count("REDUCE") > 0)
            """
        #expect(Tool.run(["python3", "-c", script, path]).output == "True\n")
    }

    @Test("A tensor of more than 4 GiB has zip64 fields, and is found behind them")
    func zip64() throws {
        let folder = TemporaryFolder()
        let path = folder.file("sparse.bin")
        let large = OutputTensor(name: "large", elementType: .uint8, shape: try #require(Shape([5 << 30])))
        let after = OutputTensor(name: "after", elementType: .float32, shape: try #require(Shape([2])))
        let layout = try TorchLayout.layout([large, after], aliases: [:], order: ["large", "after"])
        #expect(layout.byteCount > 5 << 30)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(ftruncate(descriptor, Int(layout.byteCount)) == 0)
        let numbers: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
        // A checksum that is not that of so many zeros: nobody reads them here.
        let trailer = try #require(layout.trailer)
        let pieces = trailer(["large": 7, "after": Checksum.of(numbers)])
        let place = try #require(layout.offsets["after"])
        for piece in layout.pieces + [FilePiece(offset: place, bytes: numbers)] + pieces {
            let count = unsafe pwrite(descriptor, piece.bytes, piece.bytes.count, Int(piece.offset))
            try #require(count == piece.bytes.count)
        }
        let contents = try contents(ofFile: path)
        #expect(contents.table["large"]?.byteCount == 5 << 30)
        var stream = TensorStream()
        try stream.open(try #require(contents.table["after"]))
        let found = try unsafe stream.next().map { unsafe Array($0) }
        #expect(found == numbers)
    }
}
