internal import Synchronization

/// The beginnings of seeds' streams, each drawn once: every tensor of a model is held against the same.
enum SeedStreams {
    /// Seeds whose streams are kept; a range of thousands that a user asks for is drawn again for each tensor.
    private static let keptSeeds = Set(SeedReplay.usualSeeds)
    private static let kept = Mutex<[UInt64: [Float]]>([:])

    /// What torch draws first after `torch.manual_seed(seed)` for a tensor of `elementCount` standard normal numbers.
    ///
    /// - Parameter count: how many are wanted, at most ``SeedReplay/headCount``, and no more than the tensor has.
    static func beginning(of seed: UInt64, count: Int, elementCount: Int) -> [Float] {
        // Only the last groups of a tensor depend on how many values it has.
        guard elementCount >= SeedReplay.headCount + 32, keptSeeds.contains(seed) else {
            return draw(seed, count: count, elementCount: elementCount)
        }
        return kept.withLock { streams in
            if let stream = streams[seed], stream.count >= count { return stream }
            let stream = draw(seed, count: count, elementCount: elementCount)
            streams[seed] = stream
            return stream
        }
    }

    private static func draw(_ seed: UInt64, count: Int, elementCount: Int) -> [Float] {
        var generator = TorchGenerator(seed: seed)
        var fill = TensorFill(.normal(mean: 0, std: 1), count: elementCount)
        var stream = [Float](repeating: 0, count: count)
        _ = unsafe stream.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return stream
    }
}
