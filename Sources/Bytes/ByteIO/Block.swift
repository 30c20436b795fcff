/// A piece of memory with one owner, aligned for every element type and freed with its owner.
@safe
package struct Block: ~Copyable, @unchecked Sendable {
    /// The memory, valid until the block is freed.
    package let bytes: UnsafeMutableRawBufferPointer

    /// How much is copied at a time: larger blocks were not faster, smaller ones slower (64 KiB 2.7, 256 KiB 3.1, 1 MiB
    /// 3.4 GB/s on ext4).
    package static let standardByteCount = 1 << 20

    /// Memory of `byteCount` bytes, not initialised.
    package init(byteCount: Int = Block.standardByteCount) {
        unsafe bytes = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit {
        unsafe bytes.deallocate()
    }
}

extension Block {
    /// The UTF-8 bytes of `text`.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(byteCount: bytes.count)
        unsafe self.bytes.copyBytes(from: bytes)
    }
}
