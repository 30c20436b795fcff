internal import Glibc

/// A file that is open for reading, shared by all tensors in it: a regular file, or one of a remote folder.
///
/// A regular file is read with `pread` into memory of the caller. Nothing is mapped, so a file that becomes shorter while
/// it is read causes a ``Fault`` and never a SIGBUS.
package final class InputFile: Sendable {
    /// The file as the user named it.
    package let path: String
    /// Its size in bytes when it was opened.
    package let byteCount: UInt64
    private let source: Source

    /// Where the bytes come from.
    private enum Source {
        /// An open descriptor, which this object closes, and the file that it was.
        case file(Int32, FileIdentity)
        case remote(any RemoteContent, RemoteLease)
    }

    /// Opens `path`.
    ///
    /// - Throws: ``Fault`` `file.missing`, `file.permission`, `file.not-regular`; `remote.*` for a remote path.
    package convenience init(path: String) throws(Fault) {
        guard RemotePlaces.isRemote(path) else {
            try self.init(opening: path, as: path)
            return
        }
        guard let (lease, rest) = RemotePlaces.find(path) else { throw .system(ENOENT, "open", file: path) }
        switch try lease.open(rest) {
        case .local(let copy): try self.init(opening: copy, as: path)
        case .remote(let content): self.init(path: path, content: content, lease)
        }
    }

    /// - Parameters:
    ///   - place: the path of a file of the file system.
    ///   - path: the path that messages name.
    private convenience init(opening place: String, as path: String) throws(Fault) {
        // O_NONBLOCK: a FIFO must be refused below, and not wait for a program that writes to it.
        let descriptor = unsafe open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno, "open", file: path) }
        do {
            let identity = try FileIdentity(descriptor: descriptor, path: path)
            self.init(path: path, descriptor: descriptor, identity: identity)
        } catch {
            close(descriptor)
            throw error
        }
    }

    init(path: String, descriptor: Int32, identity: FileIdentity) {
        self.path = path
        byteCount = identity.byteCount
        source = .file(descriptor, identity)
    }

    private init(path: String, content: any RemoteContent, _ lease: RemoteLease) {
        self.path = path
        byteCount = content.byteCount
        source = .remote(content, lease)
    }

    deinit {
        if case .file(let descriptor, _) = source { close(descriptor) }
    }

    /// Whether it is read from another machine.
    package var isRemote: Bool { descriptor == nil }

    /// The open descriptor, which can be passed to a child process; nil for a file of another machine.
    package var descriptor: Int32? {
        if case .file(let descriptor, _) = source { descriptor } else { nil }
    }
}

extension InputFile {
    /// Fills `buffer` with the bytes from `offset` on.
    ///
    /// - Throws: ``Fault`` `file.truncated` when the file has become shorter, `file.system` on a read error; `remote.*`.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(Fault) {
        switch source {
        case .file(let descriptor, _): try unsafe read(into: buffer, at: offset, from: descriptor)
        case .remote(let content, let lease):
            guard offset <= byteCount, UInt64(buffer.count) <= byteCount - offset else {
                throw .truncated(path, expected: UInt64(buffer.count), at: byteCount)
            }
            do throws(Fault) {
                try lease.remembering { () throws(Fault) in try unsafe content.read(into: buffer, at: offset) }
            } catch {
                throw error.inFile(path)
            }
        }
    }

    /// Says which bytes will be read one after the other, so that they can be fetched in one go.
    package func expect(_ range: Range<UInt64>) {
        if case .remote(let content, _) = source { content.expect(range) }
    }

    private func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64, from descriptor: Int32
    ) throws(Fault) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno, "read", file: path, offset: offset + UInt64(done))
            }
            if count == 0 {
                throw .truncated(path, expected: UInt64(buffer.count - done), at: offset + UInt64(done))
            }
            done += count
        }
    }

    /// The bytes of a small range: a header, a magic number.
    ///
    /// - Throws: ``Fault`` `file.truncated` when the range ends outside the file; then nothing is allocated.
    package func bytes(at offset: UInt64, count: Int) throws(Fault) -> [UInt8] {
        guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
            let expected = UInt64(count) - (byteCount - min(offset, byteCount))
            throw .truncated(path, expected: expected, at: byteCount)
        }
        let block = Block(byteCount: count)
        try unsafe read(into: block.bytes, at: offset)
        return unsafe [UInt8](block.bytes)
    }

    /// - Parameter earlier: what is known of the file from before it was opened; nil: nothing.
    /// - Throws: ``Fault`` `file.changed` when the file has another size or time of change than when it was opened, or is
    ///   not the one that it was earlier.
    ///
    /// Of a remote file, every answer was compared with the first.
    package func checkUnchanged(since earlier: FileIdentity? = nil) throws(Fault) {
        guard case .file(let descriptor, let identity) = source else { return }
        guard try FileIdentity(descriptor: descriptor, path: path) == identity, identity == earlier ?? identity
        else { throw .changed(path) }
    }

    /// The SHA-256 of the whole file.
    ///
    /// - Throws: ``Fault`` `file.truncated`, `file.system`.
    package func digest() throws(Fault) -> [UInt8] {
        var hash = SHA256()
        let block = Block()
        var offset: UInt64 = 0
        while offset < byteCount {
            let count = Int(min(UInt64(Block.standardByteCount), byteCount - offset))
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe read(into: piece, at: offset)
            unsafe hash.add(UnsafeRawBufferPointer(piece))
            offset += UInt64(count)
        }
        return hash.bytes()
    }
}
