import CheckpointReading
import Glibc
import TestSupport
import Testing

@Suite("What another package reads of tensors")
struct ValuesTests {
    @Test(
        "Every format, layout and byte order has the values of the safetensors file that the framework made of it",
        arguments: [
            ("torch/zip-2.13", "transformers-4.44.2/second-instance"),
            ("torch/legacy-2.13", "transformers-4.44.2/second-instance"),
            ("torch/big-endian", "transformers-4.44.2/second-instance"),
            ("torch/deflated", "transformers-4.44.2/second-instance"),
            ("torch/views", "transformers-4.44.2/second-instance"),
            ("torch/sharded", "transformers-4.44.2/second-instance"),
        ])
    func sameValues(folder: String, expected: String) throws {
        let checkpoint = try open(folder)
        let right = try open(expected + "/expected.safetensors")
        #expect(Set(checkpoint.tensors.map(\.name)) == Set(right.tensors.map(\.name)))
        for tensor in checkpoint.tensors {
            let other = try #require(right[tensor.name])
            #expect(tensor.shape == other.shape)
            #expect(try floats(tensor) == floats(other), "\(tensor.name)")
        }
    }

    @Test(
        "Shapes without dimensions, of ten, permuted and expanded storages are read densely",
        arguments: ["shapes", "expanded"])
    func views(folder: String) throws {
        let checkpoint = try open("torch/\(folder)/tensors.pt")
        let right = try open("torch/\(folder)/expected.safetensors")
        for tensor in checkpoint.tensors {
            let other = try #require(right[tensor.name])
            #expect(try bytes(tensor) == bytes(other), "\(tensor.name)")
        }
    }

    @Test("A compressed dataset is decoded by the helper when it is read")
    func compressed() throws {
        let plain = try open("h5py-3.16.0/fixed-length-attributes.h5")
        for tensor in try open("h5py-3.16.0/gzip-chunked.h5").tensors {
            #expect(tensor.bytesInFile == nil)
            #expect(try floats(tensor) == floats(try #require(plain[tensor.name])))
        }
    }

    @Test("Every type of Swift's reads its own tensors")
    func types() throws {
        #expect(try round("F64", [1.5, -2], as: Double.self, \.bitPattern))
        #expect(try round("F32", [1.5, -2], as: Float.self, \.bitPattern))
        #expect(try round("F16", [1.5, -2], as: Float16.self, \.bitPattern))
        #expect(try round("I64", [1, -2], as: Int64.self) { $0 })
        #expect(try round("I32", [1, -2], as: Int32.self) { $0 })
        #expect(try round("I16", [1, -2], as: Int16.self) { $0 })
        #expect(try round("I8", [1, -2], as: Int8.self) { $0 })
        #expect(try round("U64", [1, .max], as: UInt64.self) { $0 })
        #expect(try round("U32", [1, .max], as: UInt32.self) { $0 })
        #expect(try round("U16", [1, .max], as: UInt16.self) { $0 })
        #expect(try round("U8", [1, .max], as: UInt8.self) { $0 })
        let flags = try single(StoredTensor("t", type: "BOOL", shape: [3], bytes: [1, 0, 1]))
        #expect(try flags.withValues(as: Bool.self) { [$0[0], $0[1], $0[2]] } == [true, false, true])
    }

    @Test("A type of one's own reads what Swift has no type for")
    func ownType() throws {
        let tensor = try single(StoredTensor("t", type: "BF16", shape: [2], bytes: [0x80, 0x3F, 0x00, 0xC0]))
        let patterns = try tensor.withValues(as: BFloat16.self) { [$0[0].bitPattern, $0[1].bitPattern] }
        #expect(patterns == [0x3F80, 0xC000])
        #expect(try floats(tensor) == [1, -2])
        #expect(try bytes(tensor) == [0x80, 0x3F, 0x00, 0xC0])
    }

    @Test("A wrong type is an error that names the tensor and both types, and nothing is read")
    func wrongType() throws {
        let tensor = try single(StoredTensor("weights", [1], integers: [7]))
        var calls = 0
        for attempt in [
            { try tensor.withValues(as: Float.self) { _ in calls += 1 } },
            { try tensor.forEachBlock(as: UInt64.self) { _ in calls += 1 } },
            { try tensor.forEachBlockOfFloats { _ in calls += 1 } },
            { try tensor.withValues(as: TooWide.self) { _ in calls += 1 } },
        ] {
            let error = try #require(throws: CheckpointError.self) { try attempt() }
            #expect(error.code == .elementType)
            #expect(error.subject == "tensor 'weights'")
            #expect(error.reason.contains("I64"))
            #expect(error.remedy != nil)
        }
        #expect(calls == 0)
    }

    @Test("A tensor above the limit is refused before memory is taken, and read block by block all the same")
    func limit() throws {
        let tensor = try single(StoredTensor("t", [300, 1000], floats: (0..<300_000).map(Float.init)))
        let error = try #require(throws: CheckpointError.self) {
            try tensor.withValues(as: Float.self, limit: 1 << 20) { _ in }
        }
        #expect(error.code == .tooLarge)
        var (sizes, sum) = ([Int](), 0.0)
        try tensor.forEachBlock(as: Float.self) { block in
            sizes.append(block.count)
            for index in block.indices { sum += Double(block[index]) }
        }
        #expect(sizes == [262_144, 37_856])
        #expect(sum == 44_999_850_000)
    }

    @Test("An empty tensor has no values, and its closure is called")
    func empty() throws {
        let tensor = try single(StoredTensor("t", [0, 3], floats: []))
        #expect(try tensor.withValues(as: Float.self) { $0.count } == 0)
        try tensor.forEachBlock(as: Float.self) { _ in Issue.record("there is no block") }
    }

    @Test("What the closure throws comes out as it is")
    func closureThrows() throws {
        let tensor = try single(StoredTensor("t", [1], floats: [1]))
        #expect(throws: Enough()) { try tensor.withValues(as: Float.self) { _ in throw Enough() } }
        #expect(throws: Enough()) { try tensor.forEachBlock(as: Float.self) { _ in throw Enough() } }
    }

    @Test("A record whose checksum differs is an error when its values are read")
    func checksum() throws {
        let checkpoint = try open("damage/flipped-byte")
        let codes = checkpoint.tensors.compactMap { tensor in
            do {
                try tensor.withBytes { _ in }
                return nil as CheckpointError.Code?
            } catch {
                return (error as? CheckpointError)?.code
            }
        }
        #expect(codes == [.checksum])
    }

    @Test("A file that changes while it is open is an error")
    func changed() throws {
        let folder = TemporaryFolder()
        let file = SafetensorsBytes.file([StoredTensor("t", [1], floats: [1])])
        let checkpoint = try Checkpoint(opening: folder.write(file, to: "model.safetensors"))
        let tensor = try #require(checkpoint["t"])
        #expect(try floats(tensor) == [1])
        _ = folder.write(file + [0], to: "model.safetensors")
        let error = try #require(throws: CheckpointError.self) { try floats(tensor) }
        #expect(error.code == .fileChanged)
    }

    /// Whether the numbers come back from a tensor of `type` as they were, whole and in blocks.
    private func round<Element: TensorElement, Bits: FixedWidthInteger>(
        _ type: String, _ numbers: [Element], as _: Element.Type, _ bits: (Element) -> Bits
    ) throws -> Bool {
        let stored = StoredTensor(
            "t", type: type, shape: [numbers.count], bytes: StoredTensor.littleEndian(numbers.map(bits)))
        let tensor = try single(stored)
        let whole = try tensor.withValues(as: Element.self) { span in span.indices.map { bits(span[$0]) } }
        var blocks: [Bits] = []
        try tensor.forEachBlock(as: Element.self) { span in blocks += span.indices.map { bits(span[$0]) } }
        return whole == numbers.map(bits) && blocks == whole
    }

    /// The only tensor of a file that is removed at once: the checkpoint keeps it open.
    private func single(_ tensor: StoredTensor) throws -> Checkpoint.Tensor {
        let folder = TemporaryFolder()
        let path = folder.write(SafetensorsBytes.file([tensor]), to: "model.safetensors")
        return try #require(try Checkpoint(opening: path).tensors.first)
    }

    private func floats(_ tensor: Checkpoint.Tensor) throws -> [Float] {
        var all: [Float] = []
        try tensor.forEachBlockOfFloats { span in all += span.indices.map { span[$0] } }
        return all
    }

    private func bytes(_ tensor: Checkpoint.Tensor) throws -> [UInt8] {
        try tensor.withBytes { span in
            span.byteOffsets.map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }
}

private struct BFloat16: TensorElement {
    let bitPattern: UInt16
    static var elementType: ElementType { .bfloat16 }
}

/// Claims elements that are half as wide.
private struct TooWide: TensorElement {
    let bits: (UInt64, UInt64)
    static var elementType: ElementType { .int64 }
}

private struct Enough: Error, Equatable {}
