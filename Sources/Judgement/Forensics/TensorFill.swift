/// The values of one fresh tensor, block by block.
///
/// With one ``TorchGenerator`` for a whole model, `normal` and `uniform` return, tensor after tensor, the bits of
/// `normal_` and `uniform_` of torch 2.13 on a CPU with AVX2 or AVX-512 after `torch.manual_seed` (for other CPUs see
/// ``BoxMuller``). Torch has no truncated normal in this form; here it is the normal stream in groups of 16 without the
/// values that are cut.
///
/// The memory used does not depend on the tensor's size.
package struct TensorFill: Sendable {
    /// The values of one group.
    ///
    /// Torch fills smaller tensors number by number in double precision.
    private static let group = 16

    package let distribution: Distribution
    /// How many values are still to be written.
    package private(set) var remaining: Int
    private let count: Int
    /// Values that were drawn and not yet written: the rest of a group.
    private var pending: [Float] = []

    package init(_ distribution: Distribution, count: Int) {
        self.distribution = distribution
        self.count = count
        remaining = count
    }

    /// Writes the next values, as many as fit and are left.
    ///
    /// - Returns: how many were written.
    package mutating func next(into target: UnsafeMutableBufferPointer<Float>, from generator: inout TorchGenerator)
        -> Int
    {
        guard let base = target.baseAddress else { return 0 }
        let goal = min(target.count, remaining)
        var done = 0
        while done < goal {
            if !pending.isEmpty {
                let taken = min(pending.count, goal - done)
                for index in 0..<taken { unsafe base[done + index] = pending[index] }
                pending.removeFirst(taken)
                done += taken
            } else {
                done += unsafe write(base + done, room: goal - done, left: remaining - done, &generator)
            }
        }
        remaining -= goal
        return goal
    }

    /// Writes one group to the target, or to `pending` if it does not fit.
    private mutating func write(
        _ target: UnsafeMutablePointer<Float>, room: Int, left: Int, _ generator: inout TorchGenerator
    ) -> Int {
        switch distribution {
        case .uniform(let low, let high):
            let (low, high) = (Float(low), Float(high))
            let width = Double(high - low)
            for index in 0..<room {
                let value = Float(Double(generator.uniform()) * width + Double(low))
                unsafe target[index] = value == high ? low : value
            }
            return room
        case .normal(let mean, let std) where count < Self.group:
            for index in 0..<room { unsafe target[index] = Float(generator.normal() * std + mean) }
            return room
        case .normal(let mean, let std):
            // If the count is no multiple of 16, torch draws the last 16 values again after all others: of the whole
            // group before them, only the first values are kept.
            let odd = count % Self.group
            if odd != 0, left == Self.group + odd {
                pending = Array(Self.numbers(Float(mean), Float(std), &generator).prefix(odd))
                for _ in 0..<odd { _ = generator.uniform() }
                pending += Self.numbers(Float(mean), Float(std), &generator)
                return 0
            }
            guard room >= Self.group else {
                pending = Self.numbers(Float(mean), Float(std), &generator)
                return 0
            }
            for index in 0..<Self.group { unsafe target[index] = generator.uniform() }
            unsafe BoxMuller.transform(target, mean: Float(mean), std: Float(std))
            return Self.group
        case .truncatedNormal(let mean, let std):
            pending = Self.numbers(0, 1, &generator).filter { $0.magnitude <= 2 }
                .map { Float(Double($0) * std + mean) }
            return 0
        }
    }

    /// One group of normal numbers.
    private static func numbers(_ mean: Float, _ std: Float, _ generator: inout TorchGenerator) -> [Float] {
        var numbers = (0..<group).map { _ in generator.uniform() }
        unsafe numbers.withUnsafeMutableBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            unsafe BoxMuller.transform(base, mean: mean, std: std)
        }
        return numbers
    }
}
