internal import ByteIO

/// The beginnings of the seeds' streams; each is drawn once a run, because every tensor of every model is compared with
/// it.
enum SeedStreams {
    /// The seeds whose streams are kept; other seeds that a user asks for are drawn again for each tensor.
    private static let keptSeeds = Set(SeedReplay.usualSeeds)
    /// The most numbers that are kept of short streams, which differ with the size of the tensor: 4 MiB, and 8 MiB in
    /// groups.
    private static let shortLimit = 1 << 20

    private struct Kept {
        var streams: [Key: [Float]] = [:]
        var shortCount = 0
        var groups: [Key: SeedGroup] = [:]
        var groupedCount = 0
    }

    private struct Key: Hashable {
        let seed: UInt64
        /// Of a short stream the size of its tensor; nil for the long ones, which begin alike.
        let elementCount: Int?
    }

    private static let kept = Monitor(Kept())

    /// What torch draws first after `torch.manual_seed(seed)` for a tensor of `elementCount` standard normal numbers.
    ///
    /// - Parameter count: how many numbers to return, at most `elementCount`.
    static func beginning(of seed: UInt64, count: Int, elementCount: Int) -> [Float] {
        guard keptSeeds.contains(seed) else { return draw(seed, count: count, elementCount: elementCount) }
        let isShort = isShort(count, elementCount)
        let key = Key(seed: seed, elementCount: isShort ? elementCount : nil)
        return kept.withLock { kept in
            if let stream = kept.streams[key], stream.count >= count { return stream }
            let stream = draw(seed, count: count, elementCount: elementCount)
            guard !isShort || kept.shortCount + count <= shortLimit else { return stream }
            kept.shortCount += isShort ? count : 0
            kept.streams[key] = stream
            return stream
        }
    }

    /// The same of at most ``SeedGroup/width`` seeds, side by side.
    static func group(of seeds: [UInt64], count: Int, elementCount: Int) -> SeedGroup {
        guard let first = seeds.first else { return SeedGroup([], []) }
        let isShort = isShort(count, elementCount)
        let key = Key(seed: first, elementCount: isShort ? elementCount : nil)
        if let group = kept.withLock({ $0.groups[key] }), group.seeds == seeds, group.count == count { return group }
        guard seeds.allSatisfy(keptSeeds.contains) else {
            return SeedGroup(seeds, seeds.map { draw($0, count: count, elementCount: elementCount) })
        }
        return kept.withLock { kept in
            if let group = kept.groups[key], group.seeds == seeds, group.count == count { return group }
            let group = SeedGroup(seeds, seeds.map { draw($0, count: count, elementCount: elementCount) })
            guard kept.groups[key] == nil, !isShort || kept.groupedCount + count * seeds.count <= shortLimit else {
                return group
            }
            kept.groupedCount += isShort ? count * seeds.count : 0
            kept.groups[key] = group
            return group
        }
    }

    /// Whether the first `count` numbers depend on how many a tensor has: only the last groups of sixteen do.
    private static func isShort(_ count: Int, _ elementCount: Int) -> Bool { elementCount < count + 32 }

    private static func draw(_ seed: UInt64, count: Int, elementCount: Int) -> [Float] {
        var generator = TorchGenerator(seed: seed)
        var fill = TensorFill(.normal(mean: 0, std: 1), count: elementCount)
        var stream = [Float](repeating: 0, count: count)
        _ = unsafe stream.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return stream
    }
}
