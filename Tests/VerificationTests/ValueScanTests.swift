import Forensics
import Tensors
import Testing

@testable import Verification

@Suite("What the values of a tensor tell")
struct ValueScanTests {
    /// The scan of these numbers in pieces of a size, from memory that begins `lead` numbers after its start.
    private static func scan(
        _ numbers: [Float], _ dimensions: [Int]? = nil, pieces: Int = .max, lead: Int = 0
    ) throws -> ValueScan {
        let shape = try #require(Shape(dimensions ?? [numbers.count]))
        var analysis = TensorAnalysis(shape: shape, storedElementType: .float32)
        var start = 0
        while start < numbers.count {
            let end = pieces < numbers.count - start ? start + pieces : numbers.count
            let memory = Array(repeating: Float.nan, count: lead) + numbers[start..<end]
            unsafe memory.withUnsafeBufferPointer { unsafe analysis.add(UnsafeBufferPointer(rebasing: $0[lead...])) }
            start = end
        }
        return ValueScan(analysis.finish())
    }

    private static func scan(_ numbers: [Double], pieces: Int = .max) -> ValueScan {
        var scan = ValueScan()
        var rest = numbers[...]
        while !rest.isEmpty {
            unsafe Array(rest.prefix(pieces)).withUnsafeBufferPointer { unsafe scan.add($0) }
            rest = rest.dropFirst(pieces)
        }
        return scan
    }

    @Test("BC401: one number that is none is found at every place, in every length and alignment")
    func everyPlace() throws {
        for (lead, count) in [
            (0, 1), (1, 15), (2, 16), (3, 17), (5, 31), (7, 32), (8, 33), (15, 47), (16, 48), (1, 65),
        ] {
            for place in 0..<count {
                for value in [Float.nan, .infinity, -.infinity, -.signalingNaN] {
                    var numbers = (0..<count).map { Float($0) }
                    numbers[place] = value
                    let scan = try Self.scan(numbers, lead: lead)
                    let largest = Double(place == count - 1 ? max(0, count - 2) : count - 1)
                    let isRight =
                        scan.count == count && scan.firstNonFinite == place && scan.nonFiniteCount == 1
                        && scan.largestMagnitude == largest && (scan.constant == nil || count == 1)
                    #expect(isRight, "\(lead) \(count) \(place) \(value) \(scan)")
                }
            }
        }
    }

    @Test(
        "BC401: in a matrix the place is that of the row and the column", arguments: [[3, 40], [40, 3], [2, 3, 20]])
    func matrix(shape: [Int]) throws {
        for place in 0..<120 {
            for size in [Int.max, 50, 7, 1] {
                var numbers = (0..<120).map { Float($0) }
                numbers[place] = .nan
                let scan = try Self.scan(numbers, shape, pieces: size)
                #expect(scan.firstNonFinite == place && scan.nonFiniteCount == 1, "\(place) \(size)")
            }
        }
    }

    @Test("BC402: one number that differs is found at every place, and its absence too")
    func constants() throws {
        for count in 1...50 {
            #expect(try Self.scan(Array(repeating: Float(0.25), count: count), lead: count % 16).constant == 0.25)
            for place in 0..<count where count > 1 {
                var numbers = Array(repeating: Float(0.25), count: count)
                numbers[place] = Float(0.25).nextUp
                #expect(try Self.scan(numbers, lead: place % 16).constant == nil, "\(count) \(place)")
            }
        }
    }

    @Test("The same however the numbers are cut into blocks", arguments: [1, 2, 7, 15, 16, 17, 64])
    func pieces(size: Int) throws {
        var numbers = (0..<100).map { Float($0) - 150 }
        numbers[41] = .nan
        numbers[42] = .infinity
        numbers[99] = -.infinity
        for scan in [try Self.scan(numbers, pieces: size), Self.scan(numbers.map(Double.init), pieces: size)] {
            #expect(scan.count == 100 && scan.nonFiniteCount == 3 && scan.firstNonFinite == 41)
            #expect(scan.largestMagnitude == 150 && scan.constant == nil)
        }
        let same = Array(repeating: Float(2), count: 99)
        #expect(try Self.scan(same + [2], pieces: size).constant == 2)
        #expect(try Self.scan(same + [3], pieces: size).constant == nil)
        #expect(Self.scan((same + [2]).map(Double.init), pieces: size).constant == 2)
        #expect(Self.scan((same + [3]).map(Double.init), pieces: size).constant == nil)
    }

    @Test("BC403: the largest magnitude counts the sign away and leaves out what is not finite")
    func magnitude() throws {
        let greatest = Double(Float.greatestFiniteMagnitude)
        #expect(try Self.scan([1, -7, 3] as [Float]).largestMagnitude == 7)
        #expect(try Self.scan([-.greatestFiniteMagnitude, 1] as [Float]).largestMagnitude == greatest)
        #expect(try Self.scan([.infinity, .nan] as [Float]).largestMagnitude == 0)
        #expect(try Self.scan([.infinity, 1, .nan, -3] as [Float]).largestMagnitude == 3)
        #expect(
            try Self.scan([.leastNonzeroMagnitude, 0] as [Float]).largestMagnitude
                == Double(Float.leastNonzeroMagnitude))
        #expect(Self.scan([1e300, -2e300] as [Double]).largestMagnitude == 2e300)
    }

    @Test("Doubles that differ beyond a float's precision differ; zeros of either sign are the same number")
    func equality() throws {
        #expect(Self.scan([1, 1 + .ulpOfOne] as [Double]).constant == nil)
        #expect(Self.scan([0.1, 0.1] as [Double]).constant == 0.1)
        #expect(Self.scan([0, -0.0] as [Double]).constant == 0)
        #expect(try Self.scan([0, -0.0] as [Float]).constant == 0)
        #expect(try Self.scan([.nan, .nan] as [Float]).constant?.isFinite != true)
        #expect(Self.scan([.infinity, .infinity] as [Double]).constant?.isFinite != true)
        #expect(Self.scan([1, .nan, 1] as [Double]).constant == nil)
    }

    @Test("Nothing has no values")
    func empty() {
        let scan = Self.scan([] as [Double])
        #expect(scan.count == 0 && scan.constant == nil && scan.firstNonFinite == nil && scan.largestMagnitude == 0)
    }
}
