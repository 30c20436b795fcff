internal import CHDF5
internal import CHDF5Shims

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
