internal import CKernels
internal import Testing

@testable internal import Forensics

/// The compiled variants of the loops over values.
@Suite("Kernels")
struct KernelTests {
    /// Every variant that this processor can run.
    static let processors = [CKBaseline, CKAVX2, CKAVX512].filter { $0.rawValue <= CKThisProcessor().rawValue }

    /// Values of all kinds, by a congruential generator: no multiple of a vector's length, zeros and ones among them.
    static let values: [Float] = {
        var state: UInt64 = 7
        return (0..<1003).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if index % 97 == 5 { return 0 }
            if index % 101 == 7 { return 1 }
            return Float(Int64(bitPattern: state) >> 32) * 0x1p-36
        }
    }()

    static let scale = CKScale(shift: 0.01, factor: 16, smallestNormal: 0.001)

    @Test(
        "Moments are equal to the bit whatever the processor: a verdict does not depend on the machine",
        arguments: [
            1003, 1000, 16, 15, 1, 0,
        ])
    func moments(count: Int) {
        let found = Self.processors.map { processor -> [Double] in
            var columns = [Float](repeating: 0.5, count: 2 * count)
            let stride = count
            let moments = unsafe Self.values.withUnsafeBufferPointer { values in
                unsafe columns.withUnsafeMutableBufferPointer { columns in
                    unsafe CKMomentsOf(processor, values.baseAddress, count, Self.scale, columns.baseAddress, stride)
                }
            }
            return [
                Double(moments.minimum), Double(moments.maximum), Double(moments.zeros), Double(moments.tiny),
                Double(moments.ones),
                moments.first, moments.second, moments.third, moments.fourth,
            ] + columns.map(Double.init)
        }
        #expect(found.allSatisfy { $0 == found[0] } as Bool)
    }

    @Test("Moments are those of plain arithmetic in doubles")
    func plain() {
        let values = Self.values
        let moments = unsafe values.withUnsafeBufferPointer { values in
            unsafe CKMomentsOf(CKThisProcessor(), values.baseAddress, values.count, Self.scale, nil, 0)
        }
        let scaled = values.map { Double(($0 - 0.01) * 16) }
        #expect(moments.minimum == values.min() && moments.maximum == values.max())
        #expect(moments.zeros == values.count { $0 == 0 } && moments.ones == values.count { $0 == 1 })
        #expect(moments.tiny == values.count { $0.magnitude < 0.001 } && moments.tiny > moments.zeros)
        for (power, sum) in [moments.first, moments.second, moments.third, moments.fourth].enumerated() {
            let terms = scaled.map { value in (0..<power).reduce(value) { product, _ in product * value } }
            let size = terms.reduce(0) { $0 + $1.magnitude }
            #expect((sum - terms.reduce(0, +)).magnitude < 1e-6 * size, "power \(power + 1)")
        }
    }

    @Test(
        "A value that is not finite makes the fourth power not finite: the guard of the sums",
        arguments: [
            Float.nan, .infinity, -.infinity,
        ])
    func damaged(value: Float) {
        for processor in Self.processors {
            for place in [0, 15, 16, 500, 1002] {
                var values = Self.values
                values[place] = value
                let moments = unsafe values.withUnsafeBufferPointer { values in
                    unsafe CKMomentsOf(processor, values.baseAddress, values.count, Self.scale, nil, 0)
                }
                #expect(!moments.fourth.isFinite, "place \(place)")
            }
        }
    }

    @Test("Test L's sums are equal to the bit whatever the processor", arguments: [1003, 64, 20, 12, 3, 0])
    func lattice(count: Int) {
        let found = Self.processors.map { processor -> [Double] in
            var sums = [CKLattice(), CKLattice(), CKLattice()]
            unsafe Self.values.withUnsafeBufferPointer { values in
                unsafe CKAddTorchPairs(processor, values.baseAddress, count, &sums[0])
                unsafe CKAddTensorFlowPairs(processor, values.baseAddress, count, &sums[1])
                unsafe CKAddUniform(processor, values.baseAddress, count, 0.04, 0x1p24 / 0.08, &sums[2])
            }
            return sums.flatMap { [$0.sum, $0.squaredWeights, $0.count] }
        }
        #expect(found.allSatisfy { $0 == found[0] } as Bool)
        #expect(found[0][2] <= Double(count / 16 * 8) && found[0][5] <= Double(count / 4 * 2))
    }

    @Test("Sums over distinct angles are equal to the bit whatever the processor", arguments: [1003, 64, 20, 12, 3, 0])
    func distinct(count: Int) {
        let found = Self.processors.map { processor -> [Double] in
            var sums = [CKLattice(), CKLattice()]
            var cells = [[UInt64](repeating: 0, count: 64), [UInt64](repeating: 0, count: 64)]
            unsafe Self.values.withUnsafeBufferPointer { values in
                unsafe CKAddDistinctTorchPairs(processor, values.baseAddress, count, &cells[0], 4096, &sums[0])
                unsafe CKAddDistinctTensorFlowPairs(processor, values.baseAddress, count, &cells[1], 4096, &sums[1])
            }
            return sums.flatMap { [$0.sum, $0.squaredWeights, $0.count] }
                + cells.joined().map { Double($0.nonzeroBitCount) }
        }
        #expect(found.allSatisfy { $0 == found[0] } as Bool)
        #expect(found[0][2] <= Double(count / 16 * 8) && found[0][5] <= Double(count / 4 * 2))
    }

    @Test("Repetitions within 16 values are counted, of whatever sign, zeros aside", arguments: [1003, 64, 32, 31, 0])
    func repeats(count: Int) {
        let values = Self.values.enumerated().map { index, value in index % 7 == 3 ? Float(index % 3 - 1) : value }
        var expected = 0
        for index in stride(from: 0, to: count - 31, by: 16) {
            for place in index..<index + 16 {
                expected += (1...16).count {
                    values[place] != 0 && values[place + $0].magnitude == values[place].magnitude
                }
            }
        }
        for processor in Self.processors {
            let found = unsafe values.withUnsafeBufferPointer { unsafe CKRepeats(processor, $0.baseAddress, count) }
            #expect(found == expected && (count < 64 || found > 0))
        }
    }

    @Test("A pair of equal values, or of which one is nothing beside the other, is no pair")
    func extremes() {
        var sum = Lattice.Sum()
        // The second eight of each sixteen are the first ones, or next to nothing.
        let values = (0..<64).map { (index: Int) -> Float in
            guard index / 8 % 2 == 1 else { return Float(index + 1) }
            return index < 32 ? Float(index - 7) : Float(index) * 1e-8
        }
        unsafe values.withUnsafeBufferPointer { unsafe Lattice.add($0, pairing: .torch, to: &sum) }
        #expect(sum.count == 0)
    }

    @Test("A pair with a zero is no pair")
    func zeros() {
        let values = [Float](repeating: 0, count: 64)
        var sum = Lattice.Sum()
        unsafe values.withUnsafeBufferPointer {
            unsafe Lattice.add($0, pairing: .torch, to: &sum)
            unsafe Lattice.add($0, pairing: .tensorFlow, to: &sum)
        }
        #expect(sum.count == 0 && sum.z == 0)
    }

    @Test("Half precision is told by the last bits, zeros aside", arguments: [1003, 16, 15, 0])
    func precision(count: Int) {
        let values = Self.values.enumerated().map { index, value in
            index % 3 == 0
                ? Float(Float16(value)) : index % 3 == 1 ? Float(bitPattern: value.bitPattern & ~0xFFFF) : value
        }.prefix(count)
        for processor in Self.processors {
            let found = unsafe Array(values).withUnsafeBufferPointer {
                unsafe CKPrecisionOf(processor, $0.baseAddress, $0.count)
            }
            let weights = values.filter { $0 != 0 }
            #expect(found.nonZero == weights.count)
            #expect(found.coarseFloats == weights.count { $0.bitPattern & 0xFFFFF == 0 })
            #expect(found.brainFloats == weights.count { $0.bitPattern & 0xFFFF == 0 })
            #expect(found.halfFloats == weights.count { $0.bitPattern & 0x1FFF == 0 })
        }
    }
}

/// The transposition of 32-bit elements, which the data mover shares, and the products of vectors.
@Suite("Matrix kernels")
struct MatrixKernelTests {
    @Test(
        "Every variant transposes every shape, whole tiles and edges, into the middle of a larger matrix",
        arguments: [(16, 16), (32, 48), (17, 33), (15, 15), (1, 40), (40, 1), (768, 21)])
    func shapes(rows: Int, columns: Int) {
        let source = (0..<rows * columns).map { UInt32($0) }
        let (height, first) = (rows + 7, 3)
        let expected = (0..<columns * height).map { index -> UInt32 in
            let (column, row) = (index / height, index % height - first)
            return (0..<rows).contains(row) ? source[row * columns + column] : .max
        }
        for processor in KernelTests.processors {
            var target = [UInt32](repeating: .max, count: columns * height)
            unsafe source.withUnsafeBufferPointer { source in
                unsafe target.withUnsafeMutableBufferPointer { target in
                    guard let from = source.baseAddress, let to = target.baseAddress else { return }
                    unsafe CKTranspose(processor, from, rows, columns, to + first, height)
                }
            }
            #expect((target == expected) as Bool)
        }
    }

    @Test("Vectors are centred, and have the length 1, whatever the processor", arguments: [3, 8, 40])
    func centred(count: Int) {
        let dimensions = 30
        let vectors = (0..<count * dimensions).map { KernelTests.values[$0 % 1003] }
        let results = KernelTests.processors.map { processor -> [Float] in
            var (copy, scratch) = (vectors, [Double](repeating: 0, count: count))
            unsafe CKCentreVectors(processor, &copy, count, dimensions, &scratch)
            return copy
        }
        #expect(results.allSatisfy { $0 == results[0] })
        for vector in 0..<count {
            var (own, squares) = ([Double](), 0.0)
            for dimension in 0..<dimensions {
                let line = vectors[dimension * count..<(dimension + 1) * count]
                let mean = line.reduce(0.0) { $0 + Double($1) } / Double(count)
                own.append(Double(line[dimension * count + vector]) - mean)
            }
            for value in own { squares += value * value }
            for dimension in 0..<dimensions {
                let found = Double(results[0][dimension * count + vector])
                #expect((found - own[dimension] / squares.squareRoot()).magnitude < 1e-6)
            }
        }
    }

    @Test("Products of vectors are equal to the bit whatever the processor, and right", arguments: [3, 8, 40])
    func products(count: Int) {
        let dimensions = 300
        let first = (0..<count * dimensions).map { KernelTests.values[$0 % 1003] }
        let second = (0..<count * dimensions).map { KernelTests.values[($0 + 500) % 1003] }
        let results = KernelTests.processors.map { processor -> [Float] in
            var products = [Float](repeating: -1, count: count * count)
            unsafe CKProducts(processor, first, second, count, dimensions, &products)
            return products
        }
        #expect(results.allSatisfy { $0 == results[0] })
        for row in 0..<count {
            for column in 0..<count {
                var exact = 0.0
                for start in stride(from: 0, to: first.count, by: count) {
                    exact += Double(first[start + row]) * Double(second[start + column])
                }
                let found = Double(results[0][row * count + column])
                #expect((found - exact).magnitude < 1e-3)
            }
        }
    }

    @Test("The cosine of two vectors is equal to the bit whatever the processor, and right", arguments: [3, 8, 45])
    func cosine(count: Int) {
        let first = (0..<count).map { KernelTests.values[$0] }
        let second = (0..<count).map { KernelTests.values[$0 + 500] }
        let mean = (0..<count).map { Double(KernelTests.values[$0 + 200]) / 3 }
        let results = KernelTests.processors.map { unsafe CKCosine($0, first, second, mean, count) }
        #expect(results.allSatisfy { $0 == results[0] })
        var (product, one, other) = (0.0, 0.0, 0.0)
        for index in 0..<count {
            let (x, y) = (Double(first[index]) - mean[index], Double(second[index]) - mean[index])
            product += x * y
            one += x * x
            other += y * y
        }
        #expect((results[0] - product / (one * other).squareRoot()).magnitude < 1e-9)
    }
}
