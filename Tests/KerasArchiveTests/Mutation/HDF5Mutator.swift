/// Makes hostile files of an honest one: some fields of its structure are given other values, and every checksum is made
/// right again, so that the change is seen and not just noticed.
///
/// The same seed gives the same file on every machine.
struct HDF5Mutator {
    private let structure: HDF5Structure
    private let fields: [HDF5Structure.Meaning: [HDF5Structure.Field]]
    private let meanings: [HDF5Structure.Meaning]

    init(_ bytes: [UInt8]) {
        structure = HDF5Structure(bytes)
        fields = Dictionary(grouping: structure.fields, by: \.meaning)
        // Not in the order of a dictionary, which is another in each process.
        meanings = HDF5Structure.Meaning.allCases.filter { [fields] in fields[$0] != nil }
    }

    var fieldCount: Int { structure.fields.count }

    func mutated(seed: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed)
        var bytes = structure.bytes
        var changed: [Int] = []
        // One change gets further into libhdf5 than three, each of which may be what it refuses.
        for _ in 0..<[1, 1, 1, 2, 3][Int.random(in: 0..<5, using: &random)] {
            // First the meaning: otherwise most changes would be to content, of which there is most.
            guard let meaning = meaning(using: &random), let group = fields[meaning],
                let field = group.randomElement(using: &random)
            else { continue }
            let value = value(for: field, in: group, using: &random)
            changed.append(field.offset)
            for index in 0..<field.width {
                bytes[field.offset + index] = UInt8(truncatingIfNeeded: index < 8 ? value >> (index * 8) : 0)
            }
        }
        for block in structure.checked where changed.contains(where: { block.start <= $0 && $0 < block.checksum }) {
            let sum = Lookup3.checksum(bytes[block.start..<block.checksum])
            for index in 0..<4 { bytes[block.checksum + index] = UInt8(truncatingIfNeeded: sum >> (index * 8)) }
        }
        return resized(bytes, using: &random)
    }

    /// Signatures and versions seldom: libhdf5 compares them with a constant, and that is the end.
    private func meaning(using random: inout SplitMix) -> HDF5Structure.Meaning? {
        let first = meanings.randomElement(using: &random)
        return first == .signature || first == .version ? meanings.randomElement(using: &random) : first
    }

    /// Now and then the file also ends early, or goes on.
    private func resized(_ bytes: [UInt8], using random: inout SplitMix) -> [UInt8] {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: Array(bytes.prefix(structure.fields.randomElement(using: &random)?.offset ?? 0))
        case 1: bytes + [UInt8](repeating: 0xFF, count: 4096)
        default: bytes
        }
    }

    private func value(
        for field: HDF5Structure.Field, in group: [HDF5Structure.Field], using random: inout SplitMix
    ) -> UInt64 {
        let old = structure.number(field)
        let maximum = field.width >= 8 ? UInt64.max : (1 << UInt64(field.width * 8)) - 1
        let relative = UInt64(bitPattern: Int64(field.offset - structure.base))
        switch Int.random(in: 0..<18, using: &random) {
        case 0: return 0
        case 1: return maximum
        case 2: return maximum >> 1
        case 3: return old &+ 1
        case 4: return old &- 1
        case 5: return old &* 2
        case 6: return old ^ 1 << UInt64.random(in: 0..<UInt64(min(field.width, 8) * 8), using: &random)
        // What another field of the kind holds: a true address of something else, a size that fits elsewhere.
        case 7, 8: return group.randomElement(using: &random).map(structure.number) ?? 0
        // Here, or where another structure is: cycles.
        case 9: return relative
        case 10: return UInt64(structure.bytes.count) &- UInt64.random(in: 0...8, using: &random)
        case 11: return UInt64.random(in: 0...maximum, using: &random)
        // The highest byte: beyond any file, and where sums overflow.
        case 12, 13, 14:
            let shift = UInt64(8 * (min(field.width, 8) - 1))
            return old | UInt64.random(in: 1...255, using: &random) << shift
        // One byte of it, so that it is far off by a power of 256.
        default:
            let shift = 8 * UInt64.random(in: 0..<UInt64(min(field.width, 8)), using: &random)
            return old & ~(0xFF << shift) | UInt64.random(in: 1...255, using: &random) << shift
        }
    }
}

/// Sebastiano Vigna's splitmix64 (public domain): any seed is a good one.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
