extension BundleBytes {
    /// The offsets and sizes of the metaindex and of the index of blocks, as the footer has them.
    package static func handles(of index: [UInt8]) -> [Int] {
        var place = index.count - 48
        return (0..<4).map { _ in number(index, &place) }
    }

    /// The pairs of an index of one block, which TensorFlow writes up to 256 KiB.
    package static func pairs(of index: [UInt8]) -> [Pair] {
        let handles = handles(of: index)
        guard let only = pairs(index, from: handles[2], count: handles[3]).first else { return [] }
        var place = 0
        let start = number(only.value, &place)
        return pairs(index, from: start, count: number(only.value, &place))
    }

    private static func pairs(_ index: [UInt8], from start: Int, count: Int) -> [Pair] {
        let restarts = index[start + count - 4..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        var pairs: [Pair] = []
        var key: [UInt8] = []
        var place = start
        while place < start + count - 4 - 4 * restarts {
            let (shared, unshared) = (number(index, &place), number(index, &place))
            let valueCount = number(index, &place)
            key.removeLast(key.count - shared)
            key += index[place..<place + unshared]
            place += unshared
            pairs.append((key, Array(index[place..<place + valueCount])))
            place += valueCount
        }
        return pairs
    }

    /// The number in groups of 7 bits at `place`, which moves behind it.
    private static func number(_ bytes: [UInt8], _ place: inout Int) -> Int {
        var (value, shift) = (0, 0)
        while place < bytes.count {
            let byte = bytes[place]
            value |= Int(byte & 127) << shift
            shift += 7
            place += 1
            if byte < 128 { break }
        }
        return value
    }

    /// The fields of an entry that a test changes.
    package struct Entry: Sendable {
        package var type = 1
        package var shape: [Int] = []
        package var shard = 0
        package var offset = 0
        package var size = 0
        package var checksum: UInt32?
        package var parts: [[(Int, Int)]] = []

        /// An entry of values at this place.
        package init(type: Int = 1, shape: [Int], values: [UInt8], offset: Int) {
            (self.type, self.shape, self.offset) = (type, shape, offset)
            (size, checksum) = (values.count, masked(values))
        }

        /// Reads an entry as TensorFlow writes it, without parts.
        package init(_ bytes: [UInt8]) {
            var place = 0
            while place < bytes.count {
                let tag = number(bytes, &place)
                switch tag {
                case 1 << 3: type = number(bytes, &place)
                case 3 << 3: shard = number(bytes, &place)
                case 4 << 3: offset = number(bytes, &place)
                case 5 << 3: size = number(bytes, &place)
                case 6 << 3 | 5:
                    checksum = bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
                    place += 4
                default:
                    // The shape: each dimension is a message of one number.
                    let end = number(bytes, &place)
                    let last = place + end
                    while place < last {
                        place += 1
                        let length = number(bytes, &place)
                        place += min(length, 1)
                        shape.append(length == 0 ? 0 : number(bytes, &place))
                    }
                }
            }
        }

        package var bytes: [UInt8] {
            entry(
                type: type, shape: shape, shard: shard, offset: offset, size: size, checksum: checksum, parts: parts)
        }
    }
}
