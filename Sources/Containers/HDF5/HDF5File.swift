internal import CHDF5Shims
package import HelperProtocol

/// The HDF5 file on standard input.
package struct HDF5File: ~Copyable {
    let identifier: Identifier
    private let opened: CH5FileState

    /// Bytes of the whole file, a user block included.
    package var size: UInt64 { opened.size }

    /// Whether standard input is what the helper reads: a regular file that is open for reading only, or the socket on
    /// which it asks.
    package static var isInputReadable: Bool {
        var state = CH5FileState()
        return unsafe CH5GetInputState(&state) == 0
    }

    /// Makes standard input a socket on which the bytes of the file are asked for.
    package static func askInput(for file: AskedFile) { CH5AskInput(file.byteCount) }

    /// Makes a part of standard input the file.
    ///
    /// - Returns: whether standard input has it.
    package static func narrowInput(to part: HelperPart) -> Bool { CH5NarrowInput(part.offset, part.count) == 0 }

    /// Opens the file through a driver that knows only standard input: nothing is opened by path.
    ///
    /// - Throws: ``HDF5Error`` `not-hdf5`, `corrupt`.
    package init() throws(HDF5Error) {
        let state = try Self.state()
        try Self.checkSignature(fileSize: state.size)
        self.identifier = try Identifier(owning: CH5OpenInput(HDF5Limits.chunkCacheBytes), "open the file")
        self.opened = state
    }

    /// - Throws: ``HDF5Error`` `changed` when the file has changed since it was opened.
    package func checkUnchanged() throws(HDF5Error) {
        let now = try Self.state()
        guard now.size == opened.size, now.device == opened.device, now.inode == opened.inode,
            now.modified == opened.modified, now.changed == opened.changed
        else { throw HDF5Error(.changed, "the file was changed while it was read") }
    }

    private static func state() throws(HDF5Error) -> CH5FileState {
        var state = CH5FileState()
        guard unsafe CH5GetInputState(&state) == 0 else {
            throw HDF5Error(.notHDF5, "standard input is not a regular file that is open for reading only")
        }
        return state
    }
}

extension HDF5File {
    /// The first bytes of the superblock.
    ///
    /// HDF5 File Format Specification, "Disk Format: Level 0A": it begins at byte 0, 512, 1024, 2048 and so on.
    private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// Finds the superblock; `H5Fis_hdf5` of libhdf5 would open the file by its path.
    private static func checkSignature(fileSize: UInt64) throws(HDF5Error) {
        guard fileSize > 0 else { throw HDF5Error(.notHDF5, "the file is empty") }
        var offset: UInt64 = 0
        while offset < fileSize, fileSize - offset >= UInt64(signature.count) {
            if hasSignature(at: offset) { return }
            offset = offset == 0 ? 512 : offset &* 2
        }
        throw HDF5Error(.notHDF5, "the file has no HDF5 signature")
    }

    private static func hasSignature(at offset: UInt64) -> Bool {
        var found = [UInt8](repeating: 0, count: signature.count)
        return unsafe CH5ReadInput(offset, found.count, &found) == 0 && found == signature
    }
}
