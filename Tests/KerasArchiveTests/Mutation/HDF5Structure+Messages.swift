/// Object headers: their messages, and the fields of those that decide what is read.
extension HDF5Structure {
    /// Of version 1, which has no signature.
    mutating func header1(at offset: Int) {
        guard enter(offset) else { return }
        add(at: offset, [(.version, 1), (.content, 1), (.count, 2), (.count, 4), (.size, 4)])
        messages1(offset + 16, count: Int(truncatingIfNeeded: number(offset + 8, 4)))
    }

    private mutating func messages1(_ start: Int, count: Int) {
        var offset = start
        while offset + 8 <= min(start + count, bytes.count) {
            add(at: offset, [(.kind, 2), (.size, 2), (.flags, 1)])
            let size = Int(number(offset + 2, 2))
            let next = message(Int(number(offset, 2)), at: offset + 8, size)
            if let next, enter(next.start) { messages1(next.start, count: next.count) }
            offset += 8 + size
        }
    }

    /// Of version 2.
    mutating func header(at offset: Int) {
        guard enter(offset) else { return }
        let flags = number(offset + 5, 1)
        let width = 1 << Int(flags & 3)
        let size = offset + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
        add(at: offset, [(.signature, 4), (.version, 1), (.flags, 1)])
        add(.size, size, width)
        let end = size + width + Int(truncatingIfNeeded: number(size, width) & 0xFFFF_FFFF)
        addChecked(offset, end)
        messages2(size + width, end: end, hasOrder: flags & 4 != 0)
    }

    private mutating func messages2(_ start: Int, end: Int, hasOrder: Bool) {
        var offset = start
        let prefix = hasOrder ? 6 : 4
        while offset + prefix <= min(end, bytes.count) {
            add(at: offset, [(.kind, 1), (.size, 2), (.flags, 1)])
            let size = Int(number(offset + 1, 2))
            let next = message(Int(number(offset, 1)), at: offset + prefix, size)
            if let next, enter(next.start) {
                let end = next.start + next.count - 4
                add(.signature, next.start, 4)
                addChecked(next.start, end)
                messages2(next.start + 4, end: end, hasOrder: hasOrder)
            }
            offset += prefix + size
        }
    }

    /// The fields of a message; where more messages are, for a continuation.
    private mutating func message(_ kind: Int, at offset: Int, _ size: Int) -> (start: Int, count: Int)? {
        switch kind {
        case 0x01: dataspace(at: offset)
        case 0x03: datatype(at: offset, size)
        case 0x08: layout(at: offset, size)
        case 0x0C: attribute(at: offset, size)
        case 0x10:
            add(at: offset, [(.address, 8), (.size, 8)])
            return (place(offset), Int(truncatingIfNeeded: number(offset + 8, 8) & 0xFFFF_FFFF))
        case 0x11: add(at: offset, [(.address, 8), (.address, 8)])
        default:
            // Link, fill value, filters and others: byte by byte, and as an address where that has room.
            for index in 0..<min(size, 24) { add(.content, offset + index, 1) }
            if size >= 8 { add(.address, offset + size - 8, 8) }
        }
        return nil
    }

    private mutating func dataspace(at offset: Int) {
        let isFirst = number(offset, 1) == 1
        add(at: offset, [(.version, 1), (.count, 1), (.flags, 1), (.kind, 1)])
        for index in 0..<min(2 * Int(number(offset + 1, 1)), 16) {
            add(.dimension, offset + (isFirst ? 8 : 4) + 8 * index, 8)
        }
    }

    private mutating func datatype(at offset: Int, _ size: Int) {
        add(at: offset, [(.kind, 1), (.flags, 1), (.flags, 1), (.flags, 1), (.size, 4)])
        for index in 8..<max(8, min(size, 40)) { add(.content, offset + index, 1) }
    }

    private mutating func layout(at offset: Int, _ size: Int) {
        add(at: offset, [(.version, 1), (.kind, 1)])
        switch number(offset + 1, 1) {
        case 0: add(.size, offset + 2, 2)
        case 1: add(at: offset + 2, [(.address, 8), (.size, 8)])
        default:
            add(at: offset + 2, [(.count, 1), (.count, 1)])
            for index in 4..<max(4, min(size - 8, 40)) { add(.dimension, offset + index, 1) }
            add(.address, offset + size - 8, 8)
        }
    }

    private mutating func attribute(at offset: Int, _ size: Int) {
        add(at: offset, [(.version, 1), (.flags, 1), (.size, 2), (.size, 2), (.size, 2)])
        let version = number(offset, 1)
        let start = offset + (version == 3 ? 9 : 8)
        let padded = { (count: Int) in version == 1 ? (count + 7) / 8 * 8 : count }
        let name = padded(Int(number(offset + 2, 2)))
        let type = padded(Int(number(offset + 4, 2)))
        let space = padded(Int(number(offset + 6, 2)))
        datatype(at: start + name, Int(number(offset + 4, 2)))
        dataspace(at: start + name + type)
        // Of strings of variable length: how long, in which heap, which object of it.
        let values = start + name + type + space
        for index in 0..<4 where values + 16 * (index + 1) <= offset + size {
            add(at: values + 16 * index, [(.size, 4), (.address, 8), (.count, 4)])
        }
    }
}
