/// A generator's way to pair the values of a row, and where its groups of 16 begin.
struct RowReading: Equatable {
    let pairing: Lattice.Pairing
    /// Whether groups are counted from the beginning of the row, as where it was drawn by itself, and not from the table's.
    var isOfRow = false

    /// How many values of a row are looked at, and z below which it is left.
    private struct Look {
        let count: Int
        let z: Double
    }

    /// The looks at a row, in turn.
    ///
    /// An untouched row of torch has z = 2.1 to 2.2 ± 0.8 at 32 values and 4.1 to 4.6 ± 0.8 at 128; of TensorFlow
    /// 2.6 to 2.9 ± 0.7 at 16 and 7.2 to 8.3 ± 0.7 at 128. One or two in a hundred are lost, where the row before was
    /// none either; of other rows a half or a third goes on after the first look, one in fifty after the last.
    private var looks: (first: Look, second: Look, third: Look) {
        switch pairing {
        case .torch: (Look(count: 32, z: 0), Look(count: 64, z: 1), Look(count: 128, z: 2))
        case .tensorFlow: (Look(count: 16, z: 0.5), Look(count: 32, z: 1.5), Look(count: 128, z: 3))
        }
    }

    /// What a row must show that follows many untouched ones: one in a thousand others does.
    private static let following = Look(count: 128, z: 3)

    /// The values from the first group on.
    ///
    /// - Parameter offset: how many values of the table lie before.
    private func groups(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> UnsafeBufferPointer<Float> {
        let start = isOfRow ? 0 : min((16 - offset % 16) % 16, values.count)
        return unsafe UnsafeBufferPointer(rebasing: values[start...])
    }

    /// The sum over a row; nil where a part of it is enough to leave it.
    func sum(
        _ values: UnsafeBufferPointer<Float>, at offset: Int, among seen: Lattice.SeenAngles
    ) -> Lattice.Sum? {
        let line = unsafe groups(values, at: offset)
        var sum = Lattice.Sum()
        let looks = looks
        guard unsafe goesOn(line, 0, looks.first, &sum), unsafe goesOn(line, looks.first.count, looks.second, &sum),
            unsafe goesOn(line, looks.second.count, looks.third, &sum)
        else { return nil }
        if line.count > looks.third.count {
            let rest = unsafe UnsafeBufferPointer(rebasing: line[looks.third.count...])
            unsafe Lattice.add(rest, pairing: pairing, to: &sum)
        }
        return sum.z < Threshold.latticeRow ? sum : unsafe Lattice.distinct(line, pairing: pairing, among: seen)
    }

    /// The sum over the distinct angles of the whole row.
    func wholeSum(
        _ values: UnsafeBufferPointer<Float>, at offset: Int, among seen: Lattice.SeenAngles
    ) -> Lattice.Sum {
        unsafe Lattice.distinct(groups(values, at: offset), pairing: pairing, among: seen)
    }

    /// Whether a row goes on as many untouched ones before it.
    func follows(_ values: UnsafeBufferPointer<Float>, at offset: Int) -> Bool {
        let line = unsafe groups(values, at: offset)
        guard line.count > Self.following.count else { return false }
        var sum = Lattice.Sum()
        return unsafe goesOn(line, 0, Self.following, &sum)
    }

    /// Adds the values up to a look's, or to the end of the line, and tells whether they leave it open.
    private func goesOn(
        _ line: UnsafeBufferPointer<Float>, _ start: Int, _ look: Look, _ sum: inout Lattice.Sum
    ) -> Bool {
        guard start < line.count else { return true }
        let part = unsafe UnsafeBufferPointer(rebasing: line[start..<min(look.count, line.count)])
        unsafe Lattice.add(part, pairing: pairing, to: &sum)
        return sum.z >= look.z || line.count < look.count
    }
}
