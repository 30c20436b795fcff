internal import ByteIO
internal import Forensics
internal import ModelSchema
internal import Tensors

/// Another way to read the rows of query, key and value than the names of the tensors say.
package enum AttentionReading: String, Sendable, CaseIterable {
    case keyAndValueExchanged = "key-and-value-exchanged"
    case queryAndValueExchanged = "query-and-value-exchanged"
    /// A fused matrix of [heads, 3, size] rows that was cut as [3, heads, size].
    case fusedByHead = "fused-by-head"
    /// A fused matrix of [3, heads, size] rows that was cut as [heads, 3, size].
    case fusedByPart = "fused-by-part"

    /// Where a row of the query (part 0), the key (1) or the value (2) is.
    ///
    /// - Parameters:
    ///   - size: the dimensions of a head.
    ///   - rows: the rows of each of the three.
    func place(part: Int, row: Int, size: Int, rows: Int) -> (part: Int, row: Int) {
        switch self {
        case .keyAndValueExchanged: return ([0, 2, 1][part], row)
        case .queryAndValueExchanged: return ([2, 1, 0][part], row)
        case .fusedByHead:
            let fused = (3 * (row / size) + part) * size + row % size
            return (fused / rows, fused % rows)
        case .fusedByPart:
            let fused = part * rows + row
            return (fused / size % 3, fused / (3 * size) * size + fused % size)
        }
    }
}

/// Query, key and value of one layer, in memory.
struct AttentionRows {
    /// The most values of a kernel: 32 MiB, a hidden size of 2,896.
    private static let mostValues = 8 << 20

    private let width: Int
    private let rows: Int
    private let values: [[Float]]
    private let energies: [[Double]]

    /// - Returns: nil if the three are of different shapes, not read before, or too large.
    /// - Throws: ``Fault`` `file.*`, `tensor.*`.
    init?(_ layer: StreamTensors.Layer, _ examination: Examination) throws(Fault) {
        let kernels: [ResidualStream.Kernel] = [.query, .key, .value]
        let entries = kernels.compactMap { layer.kernels[$0] }
        let lines = entries.compactMap { examination.values.profiles[$0.name]?.lines }
        guard entries.count == 3, lines.count == 3, let first = lines.first else { return nil }
        (width, rows) = (first.columns.energies.count, first.rows.energies.count)
        let (width, rows) = (width, rows)
        guard lines.allSatisfy({ $0.columns.energies.count == width && $0.rows.energies.count == rows }),
            width > 0, rows <= Self.mostValues / width
        else { return nil }
        energies = lines.map(\.rows.energies)
        let roles = TensorRole.all(examination.binding, examination.tree.architecture)
        var values: [[Float]] = []
        var floats = FloatStream()
        for entry in entries {
            var numbers: [Float] = []
            numbers.reserveCapacity(rows * width)
            try floats.open(entry, transposed: roles[entry.name]?.isTransposed ?? false)
            while let block = try unsafe floats.next() { unsafe numbers.append(contentsOf: block) }
            guard numbers.count == rows * width else { return nil }
            values.append(numbers)
        }
        self.values = values
    }

    /// How well queries and keys fit each other in another reading; nil: as they are.
    func fit(_ reading: AttentionReading?, heads: Int) -> JointFit? {
        guard heads > 0, rows % heads == 0 else { return nil }
        let size = rows / heads
        func place(_ part: Int, _ row: Int) -> (part: Int, row: Int) {
            reading?.place(part: part, row: row, size: size, rows: rows) ?? (part, row)
        }
        func units(_ part: Int) -> Units {
            let taken = UnitSample.places(of: rows)
            let numbers = taken.flatMap { row -> ArraySlice<Float> in
                let place = place(part, row)
                return values[place.part][place.row * width..<(place.row + 1) * width]
            }
            return Units(count: taken.count, width: width, byUnit: numbers)
        }
        func energies(_ part: Int) -> [Double] {
            (0..<rows).map { row in
                let place = place(part, row)
                return self.energies[place.part][place.row]
            }
        }
        return JointFit(units(0), units(1), energies: (energies(0), energies(1)), heads: heads)
    }
}
