internal import CHDF5
internal import CHDF5Shims

/// The HDF5 file that standard output becomes.
struct NewFile: ~Copyable {
    let raw: hid_t

    /// Begins the file; nothing is opened by path.
    init() throws(HDF5Error) {
        let raw = CH5CreateOutput()
        guard raw >= 0 else { throw Library.failure("create the file") }
        self.raw = raw
    }

    deinit {
        _ = H5Fclose(raw)
    }

    /// Writes what libhdf5 has in memory and makes the file as long as all that has an address in it.
    ///
    /// - Returns: Bytes of the file.
    consuming func close() throws(HDF5Error) -> UInt64 {
        let status = H5Fclose(raw)
        discard self
        try Library.check(status, "close the file")
        var size: UInt64 = 0
        guard unsafe CH5GetOutputSize(&size) == 0 else { throw HDF5Error(.output, "the file has no size") }
        return size
    }
}

extension NewFile {
    /// Whether a file can be made of standard output: it is regular, empty, and open for reading and writing.
    static var isOutputEmpty: Bool { CH5IsOutputEmpty() != 0 }

    /// The error that stands for one of libhdf5's when the system refused to write.
    static func explained(_ error: HDF5Error) -> HDF5Error {
        guard let failure = unsafe CH5OutputFailure() else { return error }
        return HDF5Error(
            .output, "the file could not be written: \(unsafe String(cString: failure))", causes: error.causes)
    }
}

/// Opens the groups of a new file, and makes those that are not there.
///
/// The groups along the path that was asked for last stay open, since neighbours follow each other.
struct GroupMaker: ~Copyable {
    private let properties: Identifier
    private var open: [OpenGroup] = []
    private var made: Set<ObjectPath> = [.root]

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

    /// The group at `path`, which stays open until another is asked for.
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
        guard made.insert(path).inserted else {
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
