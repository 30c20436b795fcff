import Forensics
import Tensors
import Testing

@Suite("Test S: the seed that a tensor began with")
struct SeedReplayTests {
    private static func match(_ name: String, seeds: some Sequence<UInt64> = SeedReplay.usualSeeds) throws
        -> SeedReplay.Match?
    {
        let tensor = try Goldens.tensor(name)
        return SeedReplay.best(
            head: tensor.evidence().head, elementCount: tensor.shape.elementCount, seeds: seeds)
    }

    @Test(
        "A fresh head names its seed, exactly, whatever its scale and precision",
        arguments: [
            ("torch-normal-head", 1337), ("torch-normal-odd", 7), ("torch-normal", 42), ("bfloat16-widened", 2023),
        ])
    func exact(name: String, seed: UInt64) throws {
        let match = try #require(try Self.match(name))
        #expect(match.seed == seed && match.isExact && match.z >= Threshold.replayMoved)
        #expect(match.count == (try Goldens.tensor(name).values.count))
    }

    @Test(
        "A stream of the same seed is told although it was shifted, or made uniform numbers",
        arguments: [
            ("shifted", 9), ("torch-linear-default", 3),
        ])
    func relatives(name: String, seed: UInt64) throws {
        let match = try #require(try Self.match(name))
        #expect(match.seed == seed && match.z >= Threshold.replayMoved)
    }

    @Test("A head that was trained a little names its seed, and how far it moved")
    func moved() throws {
        let match = try #require(try Self.match("moved-head"))
        let golden = try Goldens.statistics("tensors", "moved-head", "replay")
        #expect(match.seed == 42 && !match.isExact)
        #expect(agree(match.correlation, try golden.number("correlation"), within: 1e-7))
        #expect(agree(match.z, try golden.number("z"), within: 1e-7))
    }

    @Test(
        "Other seeds, other initialisers and structure are like no seed",
        arguments: [
            "structured", "tensorflow-truncated", "torch-linear-default", "shifted",
        ])
    func strangers(name: String) throws {
        let match = try #require(try Self.match(name, seeds: SeedReplay.usualSeeds.filter { $0 != 3 && $0 != 9 }))
        #expect(match.z < 5 && !match.isExact)
    }

    @Test("A range of seeds is searched where the usual ones do not have it")
    func range() throws {
        #expect(try #require(try Self.match("torch-normal-head", seeds: 0..<100)).z < 5)
        #expect(try #require(try Self.match("torch-normal-head", seeds: 1300..<1400)).seed == 1337)
    }

    @Test("A longer tensor is held against the start of its own stream")
    func prefix() throws {
        var generator = TorchGenerator(seed: 5)
        var fill = TensorFill(.normal(mean: 0, std: 0.02), count: 5003)
        var values = [Float](repeating: 0, count: 5003)
        _ = unsafe values.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        let evidence = Goldens.Tensor(shape: try #require(Shape([5003])), values: values).evidence()
        #expect(evidence.head == Array(values.prefix(SeedReplay.headCount)))
        let match = try #require(SeedReplay.best(head: evidence.head, elementCount: 5003))
        #expect(match.seed == 5 && match.isExact && match.count == SeedReplay.headCount)
    }

    @Test("Too few values, equal values and values that are no numbers have no seed")
    func nothing() throws {
        #expect(SeedReplay.best(head: Array((0..<15).map(Float.init)), elementCount: 15) == nil)
        #expect(SeedReplay.best(head: Array(repeating: 0, count: 64), elementCount: 64) == nil)
        #expect(try Self.match("non-finite") == nil)
    }
}
