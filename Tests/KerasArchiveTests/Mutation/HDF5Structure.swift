/// Where the fields of an HDF5 file are, found by following its addresses, so that each can be changed by itself.
///
/// HDF5 File Format Specification, version 3.0. Only what the fixtures have: superblocks 0 to 3, object headers 1 and 2,
/// groups as B-trees of version 1 with heaps and symbol tables, or as links, global heaps, chunk indices by signature.
struct HDF5Structure {
    /// What a field means, which decides by what it is replaced.
    ///
    /// `place` is one in a heap, where names are.
    enum Meaning: Hashable, CaseIterable {
        case signature, version, kind, flags, count, size, place, address, dimension, content
    }

    struct Field: Hashable {
        let meaning: Meaning
        let offset: Int
        let width: Int
    }

    /// A block whose last four bytes are the checksum of all before them.
    struct Checked: Hashable {
        let start: Int
        let checksum: Int
    }

    let bytes: [UInt8]
    /// Where the superblock is; addresses count from here.
    let base: Int
    private(set) var fields: [Field] = []
    private(set) var checked: [Checked] = []
    private var visited: Set<Int> = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        base = Self.places(of: [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], in: bytes).first ?? 0
        superblock()
        for place in Self.places(of: Array("TREE".utf8), in: bytes) { tree(at: place) }
        for place in Self.places(of: Array("SNOD".utf8), in: bytes) { symbolTable(at: place) }
        for place in Self.places(of: Array("HEAP".utf8), in: bytes) { localHeap(at: place) }
        for place in Self.places(of: Array("GCOL".utf8), in: bytes) { globalHeap(at: place) }
        for place in Self.places(of: Array("OHDR".utf8), in: bytes) { header(at: place) }
        for place in Self.places(of: Array("FAHD".utf8), in: bytes) { fixedArray(at: place) }
    }

    /// The little-endian number in a field; 0 beyond the end of the file.
    func number(_ field: Field) -> UInt64 {
        number(field.offset, field.width)
    }

    func number(_ offset: Int, _ width: Int) -> UInt64 {
        guard offset >= 0, width <= 8, offset <= bytes.count - width else { return 0 }
        return (0..<width).reduce(0) { $0 | UInt64(bytes[offset + $1]) << ($1 * 8) }
    }

    static func places(of pattern: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard let first = pattern.first, bytes.count >= pattern.count else { return [] }
        return (0...bytes.count - pattern.count).filter {
            bytes[$0] == first && bytes[$0..<$0 + pattern.count].elementsEqual(pattern)
        }
    }
}

extension HDF5Structure {
    mutating func add(_ meaning: Meaning, _ offset: Int, _ width: Int) {
        guard offset >= 0, width > 0, offset <= bytes.count - width else { return }
        fields.append(Field(meaning: meaning, offset: offset, width: width))
    }

    /// Runs of fields from `offset` on; gives the end.
    @discardableResult
    mutating func add(at offset: Int, _ parts: [(Meaning, Int)]) -> Int {
        var next = offset
        for (meaning, width) in parts {
            add(meaning, next, width)
            next += width
        }
        return next
    }

    mutating func addChecked(_ start: Int, _ checksum: Int) {
        guard start >= 0, start < checksum, checksum <= bytes.count - 4 else { return }
        checked.append(Checked(start: start, checksum: checksum))
    }

    /// Whether nobody has been here; ends every cycle.
    mutating func enter(_ place: Int) -> Bool {
        place >= 0 && place < bytes.count && visited.insert(place).inserted
    }

    /// The place in the file that an address means.
    func place(_ offset: Int) -> Int {
        Int(truncatingIfNeeded: number(offset, 8) & 0x7FFF_FFFF_FFFF) + base
    }
}

extension HDF5Structure {
    private mutating func superblock() {
        add(.signature, base, 8)
        add(.version, base + 8, 1)
        guard number(base + 8, 1) < 2 else {
            add(
                at: base + 9,
                [(.size, 1), (.size, 1), (.flags, 1)] + [(Meaning, Int)](repeating: (.address, 8), count: 4))
            addChecked(base, base + 44)
            return
        }
        // Versions of what follows, sizes of addresses and lengths, K of leaves and nodes.
        add(at: base + 9, [(.version, 1), (.version, 1), (.content, 1), (.version, 1), (.size, 1), (.size, 1)])
        add(at: base + 16, [(.count, 2), (.count, 2), (.flags, 4)])
        add(at: base + 24, [(.address, 8), (.address, 8), (.address, 8), (.address, 8)])
        entry(at: base + 56)
    }

    /// A symbol table entry: a name in the heap, an object header, and for a group its tree and heap once more.
    private mutating func entry(at offset: Int) {
        add(at: offset, [(.place, 8), (.address, 8), (.kind, 4), (.content, 4), (.address, 8), (.address, 8)])
        let object = place(offset + 8)
        if number(object, 1) == 1 { header1(at: object) }
    }

    private mutating func tree(at offset: Int) {
        guard enter(offset) else { return }
        add(at: offset, [(.signature, 4), (.kind, 1), (.count, 1), (.count, 2), (.address, 8), (.address, 8)])
        // A key before and behind each child; of a group's tree, which has type 0.
        guard number(offset + 4, 1) == 0 else { return }
        for index in 0..<min(2 * Int(number(offset + 6, 2)) + 1, 64) {
            add(index.isMultiple(of: 2) ? .place : .address, offset + 24 + 8 * index, 8)
        }
    }

    private mutating func symbolTable(at offset: Int) {
        guard enter(offset) else { return }
        add(at: offset, [(.signature, 4), (.version, 1), (.content, 1), (.count, 2)])
        for index in 0..<min(Int(number(offset + 6, 2)), 64) { entry(at: offset + 8 + 40 * index) }
    }

    private mutating func localHeap(at offset: Int) {
        guard enter(offset) else { return }
        add(at: offset, [(.signature, 4), (.version, 1), (.content, 3), (.size, 8), (.place, 8), (.address, 8)])
        let data = place(offset + 24)
        add(at: data, [(.content, 8), (.content, 8), (.content, 8)])
    }

    private mutating func globalHeap(at offset: Int) {
        guard enter(offset) else { return }
        add(at: offset, [(.signature, 4), (.version, 1), (.content, 3), (.size, 8)])
        var object = offset + 16
        let end = offset + Int(truncatingIfNeeded: number(offset + 8, 8) & 0xFFFF_FFFF)
        for _ in 0..<64 where object < end {
            add(at: object, [(.count, 2), (.count, 2), (.content, 4), (.size, 8)])
            object += 16 + (Int(truncatingIfNeeded: number(object + 8, 8) & 0xFFFF_FFFF) + 7) / 8 * 8
        }
    }

    private mutating func fixedArray(at offset: Int) {
        guard enter(offset) else { return }
        add(
            at: offset,
            [(.signature, 4), (.version, 1), (.kind, 1), (.size, 1), (.count, 1), (.count, 8), (.address, 8)])
        addChecked(offset, offset + 24)
    }
}
