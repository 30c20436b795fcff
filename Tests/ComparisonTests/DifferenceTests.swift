import ByteIO
import Comparison
import Tensors
import TestSupport
import Testing

@Suite("Differences between checkpoints")
struct DifferenceTests {
    private static let name = "pooler.dense.weight"

    /// How the model differs from itself with a change, in the rows that are not identical.
    private static func rows(
        tolerance: Double = 0, _ change: (inout TinyBert) -> Void
    ) throws -> [CheckpointDifference.Row] {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel")
        var other = model
        change(&other)
        let difference = try ComparisonTests.difference(
            model.write(in: folder, "first"), other.write(in: folder, "second"), tolerance: tolerance)
        return difference.rows.filter { $0.kind != .identical }
    }

    /// The index of the tensor that is changed.
    private static func place(in model: TinyBert) throws -> Int {
        try #require(model.tensors.firstIndex { $0.name == name })
    }

    private static func floats(_ values: [Float]) -> [UInt8] {
        StoredTensor("", [values.count], floats: values).bytes
    }

    @Test("A checkpoint is the same as itself, bit for bit")
    func same() throws {
        #expect(try Self.rows { _ in }.isEmpty)
    }

    @Test("Weights that only one has are named on their side")
    func only() throws {
        let rows = try Self.rows {
            $0.remove(Self.name)
            $0.add("extra.weight", [2])
        }
        #expect(rows.count == 2)
        #expect(rows.contains { $0.kind == .onlyInSecond && $0.name == "extra.weight" && !$0.isSame })
        #expect(rows.contains { $0.kind == .onlyInFirst && $0.name.hasSuffix(Self.name) && !$0.isSame })
    }

    @Test("Other shapes are different without a look at the values")
    func shapes() throws {
        let rows = try Self.rows { model in
            guard let place = try? Self.place(in: model) else { return }
            model.tensors[place].shape = [2, 8]
        }
        guard case .shapes(let first, let second) = try #require(rows.first).kind else {
            Issue.record("\(rows)")
            return
        }
        #expect(first.dimensions == [4, 4])
        #expect(second.dimensions == [2, 8])
        #expect(rows.first?.isSame == false)
    }

    /// Two models whose pooler has these values: 1, 2, 3 and so on, and each with a change.
    private static func difference(
        tolerance: Double = 0, type: String = "F32", _ change: (inout [Float], inout [Float]) -> Void
    ) throws -> CheckpointDifference {
        let folder = TemporaryFolder()
        var first = TinyBert("BertModel")
        var second = first
        let place = try place(in: first)
        var values = (0..<16).map { Float($0) + 1 }
        var others = values
        change(&values, &others)
        first.tensors[place].bytes = floats(values)
        second.tensors[place].bytes = floats(others)
        return try ComparisonTests.difference(
            first.write(in: folder, "first"), second.write(in: folder, "second"), tolerance: tolerance)
    }

    private static func distance(_ difference: CheckpointDifference) throws -> TensorDistance {
        let row = try #require(difference.rows.first { $0.kind != .identical })
        guard case .values(let distance, .float32, .float32) = row.kind else {
            throw Fault(Fault.Code("test"), reason: "\(row)")
        }
        return distance
    }

    @Test(
        "One value off is counted, placed, measured, and forgiven within the tolerance, its edge included",
        arguments: [
            (0.0, false), (0.249, false), (0.25, true), (1, true),
        ])
    func values(tolerance: Double, isSame: Bool) throws {
        let difference = try Self.difference(tolerance: tolerance) { _, second in second[6] += 0.25 }
        #expect(difference.isSame == isSame)
        let distance = try Self.distance(difference)
        #expect(distance.elementCount == 16)
        #expect(distance.differing == 1)
        #expect(distance.largestAbsolute == 0.25)
        #expect(distance.largestRelative == 0.25 / 7.25)
        #expect(distance.firstDifference?.index == [1, 2])
        #expect(distance.firstDifference?.first == 7)
        #expect(distance.firstDifference?.second == 7.25)
        #expect(distance.largestDifference == distance.firstDifference)
    }

    @Test("Where they first differ is not where they are furthest apart, nor where most relative to their size")
    func places() throws {
        let distance = try Self.distance(
            try Self.difference { _, second in
                second[0] = 1.5
                second[15] = 18
            })
        #expect(distance.differing == 2)
        #expect(distance.largestAbsolute == 2)
        #expect(distance.largestRelative == 0.5 / 1.5)
        #expect(distance.firstDifference?.index == [0, 0])
        #expect(distance.largestDifference?.index == [3, 3])
    }

    @Test("NaN equals NaN, and nothing else within any tolerance")
    func nan() throws {
        let payload = Float(bitPattern: 0x7FC0_0001)
        let equal = try Self.difference { first, second in (first[2], second[2]) = (.nan, payload) }
        #expect(equal.isSame, "two NaN of different bits")
        #expect(try Self.distance(equal).differing == 0)
        let other = try Self.difference(tolerance: 1e300) { _, second in second[2] = .nan }
        #expect(!other.isSame)
        #expect(try Self.distance(other).largestAbsolute == .infinity)
    }

    @Test("Infinity equals itself, and is not its opposite; -0 equals 0")
    func special() throws {
        let equal = try Self.difference { first, second in
            (first[0], second[0]) = (0, -0.0)
            (first[1], second[1]) = (.infinity, .infinity)
        }
        #expect(equal.isSame)
        let other = try Self.difference(tolerance: 1e300) { first, second in
            (first[0], second[0]) = (.infinity, -.infinity)
        }
        #expect(!other.isSame)
    }

    @Test("Integers are equal or not; a tolerance does not touch them")
    func integers() throws {
        let folder = TemporaryFolder()
        var first = TinyBert("BertModel")
        var second = first
        first.tensors.append(StoredTensor("step", [1], integers: [3]))
        second.tensors.append(StoredTensor("step", [1], integers: [4]))
        let found = try ComparisonTests.difference(
            first.write(in: folder, "first"), second.write(in: folder, "second"), tolerance: 10)
        let row = try #require(found.rows.first { $0.kind != .identical })
        #expect(row.kind == .other(.int64, .int64))
        #expect(!row.isSame)
    }

    @Test("Weights of two types are compared by value, and both types are said")
    func types() throws {
        let folder = TemporaryFolder()
        let first = TinyBert("BertModel")
        var second = first
        for index in second.tensors.indices {
            let tensor = second.tensors[index]
            // A float32 whose lower half is 0 is the bfloat16 of its upper half.
            second.tensors[index].type = "BF16"
            second.tensors[index].bytes = tensor.bytes.enumerated().filter { $0.offset % 4 >= 2 }.map(\.element)
        }
        let found = try ComparisonTests.difference(
            first.write(in: folder, "first"), second.write(in: folder, "second"), tolerance: 1)
        #expect(found.isSame, "within the tolerance")
        #expect(found.rows.allSatisfy { if case .values(_, .float32, .bfloat16) = $0.kind { true } else { false } })
    }

    @Test("A file is the same as the model it was made of, in another orientation and under other names")
    func dialects() throws {
        let folder = Fixtures.path("transformers-4.44.2/BertForPreTraining")
        let found = try ComparisonTests.difference(folder + "/tf_model.h5", folder + "/expected.safetensors")
        #expect(found.rows.allSatisfy { $0.kind == .identical })
    }
}
