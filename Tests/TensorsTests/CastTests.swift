import ByteIO
import Tensors
import TestSupport
import Testing

/// `--dtype`: to the nearest, ties to even, once.
@Suite("Conversion of element types")
struct CastTests {
    private struct Converted {
        let bits: [UInt64]
        let losses: CastLosses
    }

    /// Carries the numbers through a mover.
    private static func converted(
        _ bits: [UInt64], from: NumberFormat, to: NumberFormat, isBigEndian: Bool = false
    ) throws -> Converted {
        let folder = TemporaryFolder()
        let bytes = bits.flatMap { isBigEndian ? from.bytes($0).reversed() : from.bytes($0) }
        let file = try InputFile(path: folder.write(bytes, to: "source"))
        let range = ByteRange(file: file, offset: 0, count: bytes.count, isBigEndian: isBigEndian)
        let output = try AtomicFile.create(
            at: folder.file("output"), byteCount: UInt64(bits.count * to.byteCount), replacing: false)
        var copier = TensorCopier()
        let task = TensorCopy(
            source: try .plain(range, [bits.count], from.type), isTransposed: false, elementType: to.type, target: 0)
        let result = try copier.copy(task, to: output.writer)
        try output.commit()
        return Converted(
            bits: to.numbers(TestSupport.bytes(ofFile: folder.file("output"))), losses: result.losses)
    }

    /// The first of the numbers that did not become what the definition says.
    private static func firstMistake(_ bits: [UInt64], from: NumberFormat, to: NumberFormat) throws -> String? {
        let found = try converted(bits, from: from, to: to).bits
        guard found.count == bits.count else { return "\(found.count) numbers of \(bits.count)" }
        for (source, target) in zip(bits, found) {
            let isRight = to.bits(from.value(source)).map { $0 == target } ?? to.isNaN(target)
            if !isRight { return "\(from.value(source)) became \(to.value(target))" }
        }
        return nil
    }

    @Test("There is a conversion between any two different types of weights, and no other")
    func pairs() {
        for from in ElementType.allCases {
            for to in ElementType.allCases {
                #expect((Cast(from: from, to: to) != nil) == (from != to && from.isWeight && to.isWeight))
            }
        }
    }

    @Test(
        "Every half and every bfloat16 becomes its wider self and comes back as it was", .slow,
        arguments: [NumberFormat.half, .bfloat], [NumberFormat.single, .double])
    func exhaustive(narrow: NumberFormat, wide: NumberFormat) throws {
        let all = (0..<UInt64(0x1_0000)).map(\.self)
        let up = try Self.converted(all, from: narrow, to: wide)
        let isRight = zip(all, up.bits).allSatisfy { source, found in
            wide.bits(narrow.value(source)).map { $0 == found } ?? wide.isNaN(found)
        }
        #expect(isRight)
        #expect(up.losses.overflows == 0)
        let back = try Self.converted(up.bits, from: wide, to: narrow)
        #expect(zip(all, back.bits).allSatisfy { $0 == $1 || (narrow.isNaN($0) && narrow.isNaN($1)) })
        #expect(back.losses.overflows == 0)
    }

    @Test("Every half and every bfloat16 becomes the nearest of the other", arguments: [true, false])
    func betweenNarrow(fromHalf: Bool) throws {
        let all = (0..<UInt64(0x1_0000)).map(\.self)
        let (from, to) = fromHalf ? (NumberFormat.half, NumberFormat.bfloat) : (.bfloat, .half)
        #expect(try Self.firstMistake(all, from: from, to: to) == nil)
    }

    @Test(
        "Random bits become the nearest number",
        arguments: [
            (NumberFormat.single, NumberFormat.half), (.single, .bfloat), (.double, .half), (.double, .bfloat),
            (.double, .single), (.single, .double),
        ])
    func random(from: NumberFormat, to: NumberFormat) throws {
        var generator = Sequence64(seed: 7)
        let bits = (0..<20_000).map { _ in generator.next() >> UInt64(64 - from.type.bitWidth) }
        #expect(try Self.firstMistake(bits, from: from, to: to) == nil)
    }

    @Test(
        "What lies between two numbers, exactly or by the least bit off, is rounded once, ties to even",
        arguments: [
            (NumberFormat.single, NumberFormat.half), (.single, .bfloat), (.double, .half), (.double, .bfloat),
            (.double, .single),
        ])
    func ties(from: NumberFormat, to: NumberFormat) throws {
        var generator = Sequence64(seed: 11)
        let bits = (0..<3_000).flatMap { _ -> [UInt64] in
            let lower = generator.next() % to.infinity
            let middle = (to.value(lower) + to.value(min(lower + 1, to.infinity - 1))) / 2
            // A middle that the source cannot hold is no tie of it.
            guard let center = from.bits(middle), from.value(center) == middle, center > 0 else { return [] }
            return [center, center - 1, center + 1].flatMap { [$0, $0 | 1 << UInt64(from.type.bitWidth - 1)] }
        }
        #expect(bits.count > 10_000)
        #expect(try Self.firstMistake(bits, from: from, to: to) == nil)
    }

    @Test(
        "Rounding to float32 first would be wrong, and is not done",
        arguments: [
            // Just above the middle of 1 and the next: by way of float32 it becomes the middle, and then 1.
            (NumberFormat.bfloat, 1 + 0x1p-8 + 0x1p-40, UInt64(0x3F81)), (.bfloat, 1 + 0x1p-8 - 0x1p-40, 0x3F80),
            (.bfloat, 1 + 0x1.8p-7 - 0x1p-40, 0x3F81), (.bfloat, 1 + 0x1p-8, 0x3F80), (.bfloat, 1 + 0x1.8p-7, 0x3F82),
            (.bfloat, -1 - 0x1p-8 - 0x1p-40, 0xBF81), (.half, 1 + 0x1p-11 + 0x1p-40, 0x3C01),
            (.half, 1 + 0x1p-11, 0x3C00), (.half, 1 + 0x1.8p-10 - 0x1p-40, 0x3C01),
            (.half, 0x1p-25 + 0x1p-70, 0x0001), (.half, 0x1p-25, 0x0000), (.bfloat, 0x1p-134 + 0x1p-180, 0x0001),
            (.bfloat, 0x1p-134, 0x0000),
        ])
    func twice(to: NumberFormat, value: Double, expected: UInt64) throws {
        let found = try Self.converted([value.bitPattern], from: .double, to: to)
        #expect(found.bits == [expected])
    }

    @Test(
        "Infinity begins half a step above the largest number",
        arguments: [
            (NumberFormat.half, 65_504.0, UInt64(0x7BFF), 0), (.half, 65_519.999, 0x7BFF, 0),
            (.half, 65_520, 0x7C00, 1),
            (.half, -65_520, 0xFC00, 1), (.half, 1e300, 0x7C00, 1), (.half, .infinity, 0x7C00, 0),
            (.bfloat, 0x1.FEp127, 0x7F7F, 0), (.bfloat, 0x1.FEFFFFFFFFp127, 0x7F7F, 0),
            (.bfloat, 0x1.FFp127, 0x7F80, 1),
            (.bfloat, -1e39, 0xFF80, 1), (.bfloat, -.infinity, 0xFF80, 0), (.single, 3.5e38, 0x7F80_0000, 1),
        ])
    func overflow(to: NumberFormat, value: Double, expected: UInt64, overflows: Int) throws {
        let found = try Self.converted([value.bitPattern, 0], from: .double, to: to)
        #expect(found.bits == [expected, 0])
        #expect(found.losses.overflows == overflows)
    }

    @Test("NaN stays NaN with its sign, whatever else it carries, and counts as no loss", arguments: NumberFormat.all)
    func nan(to: NumberFormat) throws {
        for from in NumberFormat.all where from.type != to.type {
            let sign: UInt64 = 1 << UInt64(from.type.bitWidth - 1)
            let patterns = [
                from.infinity + 1, from.infinity | sign >> UInt64(from.exponentBits + 1), from.infinity | 5,
            ]
            let found = try Self.converted(patterns + patterns.map { $0 | sign }, from: from, to: to)
            #expect(found.bits.allSatisfy(to.isNaN))
            #expect(found.losses == CastLosses())
        }
    }

    @Test("Values that become subnormal or 0 are counted; zeros keep their sign and are not")
    func subnormals() throws {
        let values = [0, -0.0, 0x1p-14, 0x1.FF8p-15, 0x1p-24, -0x1p-24, 0x1p-26, -0x1p-300, 1]
        let found = try Self.converted(values.map(\.bitPattern), from: .double, to: .half)
        #expect(found.bits == [0, 0x8000, 0x0400, 0x03FF, 1, 0x8001, 0, 0x8000, 0x3C00])
        #expect(found.losses.subnormals == 5)
        #expect(found.losses.overflows == 0)
    }

    @Test("Big-endian numbers are turned before they are converted")
    func bigEndian() throws {
        let values: [Float] = [1.5, -2.25, Float(bitPattern: 5), .infinity]
        let bits = values.map { UInt64($0.bitPattern) }
        let found = try Self.converted(bits, from: .single, to: .half, isBigEndian: true)
        #expect(found.bits == [0x3E00, 0xC080, 0, 0x7C00])
    }

    @Test(
        "More than a block is converted without a seam, to the wider and to the narrower", .slow,
        arguments: [true, false])
    func blocks(isWidening: Bool) throws {
        let from = isWidening ? NumberFormat.half : .single
        let to = isWidening ? NumberFormat.double : .half
        let count = Block.standardByteCount / from.byteCount + 1_001
        let bits = (0..<count).map { from.bits(Double($0 % 2_000)) ?? 0 }
        let found = try Self.converted(bits, from: from, to: to)
        let expected = (0..<count).map { to.bits(Double($0 % 2_000)) ?? 0 }
        let isEqual = found.bits == expected
        #expect(isEqual)
    }

    @Test(
        "Whole numbers and truths are copied as they are, whatever type is asked for",
        arguments: [ElementType.int64, .bool])
    func integers(type: ElementType) throws {
        let folder = TemporaryFolder()
        let content: [UInt8] = [1, 0, 1, 0, 0, 0, 0, 1]
        let range = ByteRange(file: try InputFile(path: folder.write(content, to: "source")), offset: 0, count: 8)
        let output = try AtomicFile.create(at: folder.file("output"), byteCount: 8, replacing: false)
        var copier = TensorCopier()
        let source = try TensorEntry.plain(range, [64 / type.bitWidth], type)
        let result = try copier.copy(
            TensorCopy(source: source, isTransposed: false, elementType: .float16, target: 0), to: output.writer)
        try output.commit()
        #expect(bytes(ofFile: folder.file("output")) == content)
        #expect(result.losses == CastLosses())
    }
}
