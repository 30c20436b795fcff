import ByteIO

/// An index of a tensor bundle made by hand, so that tests of the reader can break every rule of it.
package enum BundleBytes {
    package typealias Pair = (key: [UInt8], value: [UInt8])

    /// A number in groups of 7 bits.
    package static func varint(_ number: Int) -> [UInt8] {
        var rest = UInt64(bitPattern: Int64(number))
        var bytes: [UInt8] = []
        while rest >= 128 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    package static func word(_ number: UInt32) -> [UInt8] { StoredTensor.littleEndian([number]) }

    /// The CRC-32C as tables and bundles store it.
    package static func masked(_ bytes: [UInt8]) -> UInt32 {
        let checksum = Checksum.of(bytes, .crc32c)
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }

    /// A field with a number; none if it is 0, as programs leave it out.
    package static func number(_ field: Int, _ value: Int) -> [UInt8] {
        value == 0 ? [] : varint(field << 3) + varint(value)
    }

    /// A field with a text or a message.
    package static func bytes(_ field: Int, _ value: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(value.count) + value
    }

    /// A header.
    package static func header(
        shards: Int = 1, order: Int = 0, producer: Int = 1, leastConsumer: Int = 0
    ) -> [UInt8] {
        number(1, shards) + number(2, order) + bytes(3, number(1, producer) + number(2, leastConsumer))
    }

    /// An entry; a part is a list of start and length for each dimension.
    package static func entry(
        type: Int = 1, shape: [Int] = [2], shard: Int = 0, offset: Int = 0, size: Int = 8, checksum: UInt32? = nil,
        parts: [[(Int, Int)]] = []
    ) -> [UInt8] {
        let dimensions = shape.flatMap { bytes(2, number(1, $0)) }
        let slices = parts.flatMap { part in
            bytes(7, part.flatMap { bytes(1, number(1, $0.0) + varint(2 << 3) + varint($0.1)) })
        }
        return number(1, type) + bytes(2, dimensions) + number(3, shard) + number(4, offset) + number(5, size)
            + (checksum.map { [6 << 3 | 5] + word($0) } ?? []) + slices
    }

    /// The key of a part of a variable, for numbers below 64.
    package static func partKey(_ name: String, _ part: [(Int, Int)]) -> [UInt8] {
        [0] + Array(name.utf8) + [0, 1, 1, UInt8(part.count)]
            + part.flatMap { [UInt8($0.0) ^ 0x80, UInt8($0.1) ^ 0x80] }
    }

    /// An entry of a block.
    package static func stored(shared: Int = 0, _ key: [UInt8], _ value: [UInt8], valueCount: Int? = nil) -> [UInt8] {
        varint(shared) + varint(key.count) + varint(valueCount ?? value.count) + key + value
    }

    /// The contents of a block.
    package static func block(_ pairs: [Pair], interval: Int = 16) -> [UInt8] {
        var bytes: [UInt8] = []
        var restarts: [UInt32] = []
        var last: [UInt8] = []
        for (index, pair) in pairs.enumerated() {
            var shared = 0
            if index.isMultiple(of: interval) {
                restarts.append(UInt32(bytes.count))
            } else {
                while shared < min(last.count, pair.key.count), last[shared] == pair.key[shared] { shared += 1 }
            }
            bytes += stored(shared: shared, Array(pair.key[shared...]), pair.value)
            last = pair.key
        }
        return bytes + closing(restarts.isEmpty ? [0] : restarts)
    }

    /// The end of a block: its restarts and their number.
    package static func closing(_ restarts: [UInt32], count: UInt32? = nil) -> [UInt8] {
        restarts.flatMap(word) + word(count ?? UInt32(restarts.count))
    }

    /// What a test changes in a table.
    package struct Changes: Sendable {
        package var blockType: UInt8 = 0
        package var damagesBlock = false
        package var damagesIndex = false
        package var metaindex: [UInt8]?
        /// Bytes after the place of each block.
        package var afterPlaces: [UInt8] = []
        /// Whether the index of blocks has each block twice.
        package var listsTwice = false
        /// Makes the handles of the footer, of the offset and size of the metaindex and of the index.
        package var handles: (@Sendable ([Int]) -> [UInt8])?

        package init() {}
    }

    /// A table of these blocks, each with the key that the index gives it.
    package static func table(
        blocks: [(contents: [UInt8], last: [UInt8])], _ change: (inout Changes) -> Void = { _ in }
    ) -> [UInt8] {
        var changes = Changes()
        change(&changes)
        var file: [UInt8] = []
        var places: [Pair] = []
        for block in blocks {
            let place = (block.last, varint(file.count) + varint(block.contents.count) + changes.afterPlaces)
            places += changes.listsTwice ? [place, (block.last + [0], place.1)] : [place]
            file += closed(block.contents, type: changes.blockType, isDamaged: changes.damagesBlock)
        }
        let metaindex = changes.metaindex ?? block([])
        var handles = [file.count, metaindex.count]
        file += closed(metaindex)
        let index = block(places, interval: 1)
        handles += [file.count, index.count]
        file += closed(index, isDamaged: changes.damagesIndex)
        let footer = changes.handles?(handles) ?? handles.flatMap(varint)
        return file + footer + [UInt8](repeating: 0, count: max(0, 40 - footer.count)) + magic
    }

    /// A table of one block.
    package static func table(_ pairs: [Pair], _ change: (inout Changes) -> Void = { _ in }) -> [UInt8] {
        table(blocks: [(block(pairs), Array("zz".utf8))], change)
    }

    package static let magic: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]

    private static func closed(_ contents: [UInt8], type: UInt8 = 0, isDamaged: Bool = false) -> [UInt8] {
        contents + [type] + word(masked(contents + [type]) ^ (isDamaged ? 1 : 0))
    }
}
