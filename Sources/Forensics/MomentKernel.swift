/// The always-on loop: one pass over a piece of a row of at most ``limit`` values.
///
/// Sums are floats within a piece and doubles beyond it. Values are shifted and scaled by numbers of the first
/// block, so that the sums neither cancel nor overflow. Vectors of eight floats were the fastest of 4, 8, 16 and
/// 32 where the processor is only known to have SSE2.
enum MomentKernel {
    typealias Vector = SIMD8<Float>
    typealias Counts = SIMD8<Int32>

    /// Values of one piece: its floats hold sums of at most 128 values a lane.
    static let limit = 1024

    /// What the first look at a piece finds.
    struct Look {
        var minimum = Float.infinity
        var maximum = -Float.infinity
        var zeros = 0
        var ones = 0
        var isFinite = true
    }

    /// Sums of the first four powers of the shifted and scaled values.
    struct Powers {
        var first = 0.0
        var second = 0.0
        var third = 0.0
        var fourth = 0.0

        static func += (left: inout Self, right: Self) {
            left.first += right.first
            left.second += right.second
            left.third += right.third
            left.fourth += right.fourth
        }
    }

    @inline(__always)
    private static func load(_ values: UnsafePointer<Float>, _ index: Int) -> Vector {
        unsafe UnsafeRawPointer(values + index).loadUnaligned(as: Vector.self)
    }

    /// -1 in lanes where the mask is set.
    @inline(__always)
    private static func flags(_ mask: SIMDMask<Counts>) -> Counts {
        unsafe unsafeBitCast(mask, to: Counts.self)
    }

    static func look(_ values: UnsafePointer<Float>, _ count: Int) -> Look {
        var minimum = Vector(repeating: .infinity)
        var maximum = Vector(repeating: -.infinity)
        var (zeros, ones, odd) = (Counts.zero, Counts.zero, Counts.zero)
        let whole = count & ~7
        var index = 0
        while index < whole {
            let x = unsafe load(values, index)
            minimum.replace(with: x, where: x .< minimum)
            maximum.replace(with: x, where: x .> maximum)
            zeros &-= flags(x .== 0)
            ones &-= flags(x .== 1)
            // Infinity and NaN are the only ones whose difference with themselves is not 0.
            odd |= flags((x - x) .!= 0)
            index += 8
        }
        var look = Look(
            minimum: minimum.min(), maximum: maximum.max(), zeros: Int(zeros.wrappedSum()),
            ones: Int(ones.wrappedSum()), isFinite: odd == .zero)
        while index < count {
            let x = unsafe values[index]
            look.minimum = x < look.minimum ? x : look.minimum
            look.maximum = x > look.maximum ? x : look.maximum
            look.zeros += x == 0 ? 1 : 0
            look.ones += x == 1 ? 1 : 0
            look.isFinite = look.isFinite && x.isFinite
            index += 1
        }
        return look
    }

    /// The powers of the piece; each column's first two are added to `columns`, the second `stride` after the first.
    static func powers(
        _ values: UnsafePointer<Float>, _ count: Int, shift: Float, scale: Float,
        columns: UnsafeMutablePointer<Float>?, stride: Int
    ) -> Powers {
        guard let columns = unsafe columns else {
            return unsafe powers(values, count, shift, scale, each: { _, _, _ in }, tail: { _, _ in })
        }
        let raw = UnsafeMutableRawPointer(columns)
        let gap = stride * 4
        return unsafe powers(values, count, shift, scale) { index, y, square in
            let place = unsafe raw + index * 4
            unsafe place.storeBytes(of: place.loadUnaligned(as: Vector.self) + y, as: Vector.self)
            let other = unsafe place + gap
            unsafe other.storeBytes(of: other.loadUnaligned(as: Vector.self) + square, as: Vector.self)
        } tail: { index, y in
            unsafe columns[index] += y
            unsafe columns[index + stride] += y * y
        }
    }

    @inline(__always)
    private static func powers(
        _ values: UnsafePointer<Float>, _ count: Int, _ shift: Float, _ scale: Float,
        each: (Int, Vector, Vector) -> Void, tail: (Int, Float) -> Void
    ) -> Powers {
        var (first, second, third, fourth) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
        let shifts = Vector(repeating: shift)
        let scales = Vector(repeating: scale)
        let whole = count & ~7
        var index = 0
        while index < whole {
            let y = unsafe (load(values, index) - shifts) * scales
            let square = y * y
            first += y
            second += square
            third += square * y
            fourth += square * square
            each(index, y, square)
            index += 8
        }
        var powers = Powers(
            first: Double(first.sum()), second: Double(second.sum()), third: Double(third.sum()),
            fourth: Double(fourth.sum()))
        while index < count {
            let y = unsafe (values[index] - shift) * scale
            tail(index, y)
            powers += Powers(
                first: Double(y), second: Double(y * y), third: Double(y * y * y), fourth: Double(y * y * y * y))
            index += 1
        }
        return powers
    }
}
