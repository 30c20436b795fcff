/// A text file that grows piece by piece and appears whole or not at all.
package struct AtomicText: ~Copyable {
    private let file: AtomicFile
    private var end: UInt64 = 0

    /// - Throws: ``Fault``, as ``AtomicFile/create(at:byteCount:replacing:kind:)`` does.
    package static func create(at path: String, replacing: Bool) throws(Fault) -> AtomicText {
        AtomicText(file: try AtomicFile.create(at: path, byteCount: 0, replacing: replacing))
    }

    private init(file: consuming AtomicFile) {
        self.file = file
    }

    /// - Throws: ``Fault`` `file.disk-full` or `file.system`.
    package mutating func append(_ text: String) throws(Fault) {
        let bytes = Block(text)
        try unsafe file.write(UnsafeRawBufferPointer(bytes.bytes), at: end)
        end += UInt64(text.utf8.count)
    }

    /// Flushes it to the disk and gives it its name.
    package consuming func commit() throws(Fault) {
        try file.commit()
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
