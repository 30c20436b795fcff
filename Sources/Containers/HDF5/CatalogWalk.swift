internal import CHDF5
package import HelperProtocol

/// Walks through the objects of a file, depth first, names in increasing order of their bytes.
///
/// The walk keeps its own stack, so no file can exhaust the program's.
package struct CatalogWalk: ~Copyable {
    private let types: TypeTable
    private var attributes = AttributeReader()
    private var pending: [Pending] = []
    private var groups: Set<ObjectIdentity> = []
    /// Objects found so far, the root included.
    private var objectCount = 1

    /// An object that a link leads to and that the walk has not reached.
    private struct Pending {
        let path: String
        let identity: ObjectIdentity
        let depth: Int
    }

    /// Begins at the root.
    package init(of file: borrowing HDF5File) throws(HDF5Error) {
        let types = try TypeTable()
        let root = try Identifier(
            owning: unsafe H5Gopen2(file.identifier.raw, "/", hid_t(H5P_DEFAULT)), "open the root group")
        let identity = try ObjectIdentity(of: root)
        self.types = types
        self.pending = [Pending(path: "/", identity: identity, depth: 0)]
    }

    /// The next object; nil after the last.
    ///
    /// - Throws: ``HDF5Error``, naming the object.
    package mutating func next(in file: borrowing HDF5File) throws(HDF5Error) -> HDF5Object? {
        try nextWithIdentity(in: file)?.object
    }

    /// The next object, and where to open it.
    fileprivate mutating func nextWithIdentity(
        in file: borrowing HDF5File
    ) throws(HDF5Error) -> (object: HDF5Object, identity: ObjectIdentity)? {
        guard let next = pending.popLast() else { return nil }
        do throws(HDF5Error) {
            return (try object(next, in: file), next.identity)
        } catch {
            throw error.at(next.path)
        }
    }

    private mutating func object(
        _ object: Pending, in file: borrowing HDF5File
    ) throws(HDF5Error) -> HDF5Object {
        let identifier = try object.identity.open(in: file)
        let attributes = try attributes.attributes(of: identifier)
        let kind: HDF5Object.Kind
        switch H5Iget_type(identifier.raw) {
        case H5I_GROUP:
            try enter(object, identifier)
            kind = .group
        case H5I_DATATYPE:
            kind = .datatype
        case H5I_DATASET:
            let dataset = try Dataset(identifier, types: types)
            kind = .dataset(
                DatasetDescription(
                    type: dataset.storedType, shape: dataset.extent.shape, bytes: dataset.bytes,
                    storage: try dataset.storage(fileSize: file.size)))
        default:
            throw HDF5Error(.corrupt, "the object is no group, dataset or type")
        }
        return HDF5Object(path: object.path, kind: kind, attributes: attributes)
    }

    /// Pushes the members of a group onto the stack.
    private mutating func enter(_ group: Pending, _ identifier: borrowing Identifier) throws(HDF5Error) {
        guard groups.insert(group.identity).inserted else {
            throw HDF5Error(.groupCycle, "more than one path leads to the group")
        }
        let links = try Link.all(of: identifier, limit: HelperLimits.objects - objectCount)
        objectCount += links.count
        guard links.isEmpty || group.depth < HDF5Limits.depth else {
            throw HDF5Error(.tooDeep, "groups are nested deeper than \(HDF5Limits.depth) levels")
        }
        let prefix = group.path == "/" ? "/" : group.path + "/"
        for link in links.reversed() {
            pending.append(Pending(path: prefix + link.name, identity: link.target, depth: group.depth + 1))
        }
    }
}

/// The datasets of a file by their paths.
///
/// It comes from a ``CatalogWalk``, so no dataset is reached over a link that the catalogue would have refused.
package struct DatasetIndex: ~Copyable {
    private var identities: [String: ObjectIdentity] = [:]

    /// Walks through the whole file.
    package init(of file: borrowing HDF5File) throws(HDF5Error) {
        var identities: [String: ObjectIdentity] = [:]
        var walk = try CatalogWalk(of: file)
        while let (object, identity) = try walk.nextWithIdentity(in: file) {
            if case .dataset = object.kind { identities[object.path] = identity }
        }
        self.identities = identities
    }

    /// The dataset at `path`.
    ///
    /// - Throws: ``HDF5Error`` `no-such-dataset`.
    func identity(of path: String) throws(HDF5Error) -> ObjectIdentity {
        guard let identity = identities[path] else {
            throw HDF5Error(.noSuchDataset, "there is no dataset of this name")
        }
        return identity
    }
}
