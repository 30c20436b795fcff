import ByteIO
import Comparison
import Tensors
import TestSupport
import Testing

@Suite("Casts are recognised between checkpoints")
struct RoundingTests {
    /// Numbers of which no half type has all.
    private static let numbers = (0..<16).map { 1 + Float($0) / 4097 }

    /// The numbers as a file of this type has them.
    private static func stored(_ numbers: [Float], _ type: String) -> [UInt8] {
        switch type {
        case "F16": StoredTensor.littleEndian(numbers.map { Float16($0).bitPattern })
        case "BF16": StoredTensor.littleEndian(numbers.map { UInt16(truncatingIfNeeded: brain($0).bitPattern >> 16) })
        case "F64": StoredTensor.littleEndian(numbers.map { Double($0).bitPattern })
        default: StoredTensor.littleEndian(numbers.map(\.bitPattern))
        }
    }

    /// The nearest bfloat16, ties to even.
    private static func brain(_ number: Float) -> Float {
        guard number.isFinite else { return number }
        let bits = number.bitPattern
        return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
    }

    private static func half(_ number: Float) -> Float { Float(Float16(number)) }

    /// How a model and a copy differ whose poolers have these numbers.
    private static func difference(
        _ first: [Float], _ firstType: String, _ second: [Float], _ secondType: String, allowsRounding: Bool = false
    ) throws -> CheckpointDifference {
        let folder = TemporaryFolder()
        var paths: [String] = []
        for (name, numbers, type) in [("first", first, firstType), ("second", second, secondType)] {
            var model = TinyBert("BertModel")
            let index = try #require(model.tensors.firstIndex { $0.name == "pooler.dense.weight" })
            model.tensors[index].type = type
            model.tensors[index].bytes = stored(numbers, type)
            paths.append(model.write(in: folder, name))
        }
        return try ComparisonTests.difference(paths[0], paths[1], allowsRounding: allowsRounding)
    }

    private static func rounding(_ difference: CheckpointDifference) -> Rounding? {
        difference.rows.compactMap(\.distance).first?.rounding
    }

    @Test(
        "Values rounded to a narrower type are recognised, as that type and widened again, on either side",
        arguments: ["F16", "BF16"], [true, false])
    func narrowed(type: String, isWidened: Bool) throws {
        let exact = Self.numbers
        let rounded = exact.map(type == "F16" ? Self.half : Self.brain)
        let stored = isWidened ? "F32" : type
        let element: ElementType = type == "F16" ? .float16 : .bfloat16
        let found = try Self.difference(exact, "F32", rounded, stored)
        #expect(Self.rounding(found) == Rounding(type: element, rounded: .second))
        #expect(!found.isSame)
        let largest = zip(exact, rounded).map { Double(($0 - $1).magnitude) }.max()
        guard case .rounded(let whole) = found.answer else {
            Issue.record("\(found.answer)")
            return
        }
        #expect(whole.types == [element] && whole.rounded == .second && whole.overflows == 0)
        #expect(whole.largest == largest)
        let turned = try Self.difference(rounded, stored, exact, "F32", allowsRounding: true)
        #expect(Self.rounding(turned) == Rounding(type: element, rounded: .first))
        #expect(turned.isSame)
    }

    @Test("Doubles rounded to floats are recognised")
    func doubles() throws {
        let folder = TemporaryFolder()
        var first = TinyBert("BertModel")
        var second = first
        let index = try #require(first.tensors.firstIndex { $0.name == "pooler.dense.weight" })
        let doubles = (0..<16).map { Double($0) / 3 }
        first.tensors[index].type = "F64"
        first.tensors[index].bytes = StoredTensor.littleEndian(doubles.map(\.bitPattern))
        second.tensors[index].bytes = StoredTensor.littleEndian(doubles.map { Float($0).bitPattern })
        let found = try ComparisonTests.difference(first.write(in: folder, "a"), second.write(in: folder, "b"))
        #expect(Self.rounding(found) == Rounding(type: .float32, rounded: .second))
    }

    @Test("One value that is not the nearest is no cast", arguments: ["F16", "F32"])
    func almost(stored: String) throws {
        var rounded = Self.numbers.map(Self.half)
        rounded[7] = Float(Float16(Self.numbers[7]).nextUp)
        let found = try Self.difference(Self.numbers, "F32", rounded, stored, allowsRounding: true)
        #expect(Self.rounding(found) == nil)
        #expect(!found.isSame)
        #expect(found.answer == .different(1))
    }

    @Test("A value that the other type does not have, and that was kept all the same, is no cast")
    func kept() throws {
        var rounded = Self.numbers.map(Self.half)
        rounded[7] = Self.numbers[7]
        #expect(rounded[7] != Self.half(rounded[7]))
        let found = try Self.difference(Self.numbers, "F32", rounded, "F32")
        #expect(Self.rounding(found) == nil)
    }

    @Test("NaN stays NaN in a cast; a value that became infinite is counted, and never allowed")
    func special() throws {
        var exact = Self.numbers
        exact[3] = .nan
        let quiet = try Self.difference(exact, "F32", exact.map(Self.half), "F16", allowsRounding: true)
        #expect(quiet.isSame)
        exact[4] = 70_000
        let overflow = try Self.difference(exact, "F32", exact.map(Self.half), "F16", allowsRounding: true)
        #expect(Self.rounding(overflow)?.type == .float16)
        #expect(!overflow.isSame)
        guard case .rounded(let whole) = overflow.answer else {
            Issue.record("\(overflow.answer)")
            return
        }
        #expect(whole.overflows == 1)
        #expect(whole.largest == .infinity)
    }

    @Test("Numbers that both types have are equal, not rounded")
    func equal() throws {
        let numbers = (0..<16).map { Float($0) }
        let found = try Self.difference(numbers, "F32", numbers, "F16")
        #expect(Self.rounding(found) == nil)
        #expect(found.isSame)
        #expect(found.answer == .equal(1))
    }

    @Test("The numbers in names are in numeric order, as layers are")
    func order() throws {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel", layers: 11)
        let path = model.write(in: folder, "model")
        let layers = try ComparisonTests.difference(path, path).rows.map(\.name).compactMap { name in
            name.hasSuffix("intermediate.dense.bias") ? name.split(separator: ".")[3] : nil
        }
        #expect(layers == (0..<11).map { "\($0)" })
    }
}
