internal import CHDF5
internal import CHDF5Shims
internal import HelperProtocol

/// A new HDF5 file on standard output.
struct NewFile: ~Copyable {
    let raw: hid_t

    /// Creates the file through a driver that knows only standard output: nothing is opened by path.
    init() throws(HDF5Error) {
        let raw = CH5CreateOutput()
        guard raw >= 0 else { throw Library.failure("create the file") }
        self.raw = raw
    }

    deinit {
        _ = H5Fclose(raw)
    }

    /// Writes what libhdf5 still has in memory and extends the file to the last address in use.
    ///
    /// - Returns: the size of the file in bytes.
    consuming func close() throws(HDF5Error) -> UInt64 {
        let status = H5Fclose(raw)
        discard self
        try Library.check(status, "close the file")
        var size: UInt64 = 0
        guard unsafe CH5GetOutputSize(&size) == 0 else {
            throw HDF5Error(.output, "the size of the new file cannot be read")
        }
        return size
    }
}

extension NewFile {
    /// Whether standard output can become the file: it is regular, empty, and open for reading and writing.
    static var isOutputEmpty: Bool { CH5IsOutputEmpty() != 0 }

    /// The same error, or the system's own reason where the system refused to write.
    static func explained(_ error: HDF5Error) -> HDF5Error {
        guard let failure = unsafe CH5OutputFailure() else { return error }
        return HDF5Error(
            .output, "the file could not be written: \(unsafe String(cString: failure))", causes: error.causes)
    }
}

/// Opens the groups of a new file, and creates those that are not there yet.
///
/// The groups along the last path stay open, because the next dataset is usually in one of them.
struct NewGroups: ~Copyable {
    private let properties: Identifier
    private var open: [OpenGroup] = []
    private var created: Set<ObjectPath> = [.root]

    /// A group and the path by which it was opened.
    private final class OpenGroup {
        let path: ObjectPath
        let identifier: Identifier

        init(_ path: ObjectPath, _ identifier: consuming Identifier) {
            self.path = path
            self.identifier = identifier
        }
    }

    init() throws(HDF5Error) {
        properties = try Identifier(owning: CH5GroupProperties(), "describe a group")
    }

    /// The group at `path`, which stays open until the next call.
    mutating func group(at path: ObjectPath, in file: borrowing NewFile) throws(HDF5Error) -> hid_t {
        if let index = open.lastIndex(where: { $0.path == path }) {
            open.removeSubrange((index + 1)...)
            return open[index].identifier.raw
        }
        guard let parentPath = path.parent else {
            return try keep(
                path, Identifier(owning: unsafe H5Gopen2(file.raw, "/", hid_t(H5P_DEFAULT)), "open the root group"))
        }
        let parent = try group(at: parentPath, in: file)
        let name = path.name
        guard created.insert(path).inserted else {
            return try keep(
                path, Identifier(owning: unsafe H5Gopen2(parent, name, hid_t(H5P_DEFAULT)), "open the group"))
        }
        return try keep(
            path,
            Identifier(
                owning: unsafe H5Gcreate2(
                    parent, name, hid_t(H5P_DEFAULT), properties.raw, hid_t(H5P_DEFAULT)), "create the group"))
    }

    private mutating func keep(_ path: ObjectPath, _ identifier: consuming Identifier) -> hid_t {
        let group = OpenGroup(path, identifier)
        open.append(group)
        return group.identifier.raw
    }
}
