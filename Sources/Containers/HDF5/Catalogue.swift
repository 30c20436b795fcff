internal import CHDF5

/// Walks through the objects of a file, depth first, names in increasing order of their bytes.
///
/// The walk keeps its own stack, so that no file can exhaust the program's.
package struct Catalogue: ~Copyable {
    private let types: TypeTable
    private var attributes = AttributeReader()
    private var pending: [Pending] = []
    private var groups: Set<ObjectIdentity> = []
    private var found = 1

    /// An object that a link leads to and that has not been looked at.
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
    package mutating func next(in file: borrowing HDF5File) throws(HDF5Error) -> CatalogueEntry? {
        guard let object = pending.popLast() else { return nil }
        do throws(HDF5Error) {
            return try entry(for: object, in: file)
        } catch {
            throw error.at(object.path)
        }
    }

    private mutating func entry(
        for object: Pending, in file: borrowing HDF5File
    ) throws(HDF5Error) -> CatalogueEntry {
        let identifier = try object.identity.open(in: file)
        let attributes = try attributes.attributes(of: identifier)
        let kind: CatalogueEntry.Kind
        switch H5Iget_type(identifier.raw) {
        case H5I_GROUP:
            try enter(object, identifier)
            kind = .group
        case H5I_DATATYPE:
            kind = .datatype
        case H5I_DATASET:
            let dataset = try Dataset(identifier, types: types)
            let storage = try dataset.storage(fileSize: file.size)
            kind = .dataset(
                .init(type: dataset.storedType, shape: dataset.extent.shape, bytes: dataset.bytes, storage: storage))
        default:
            throw HDF5Error(.corrupt, "the object is no group, dataset or type")
        }
        return CatalogueEntry(path: object.path, kind: kind, attributes: attributes, identity: object.identity)
    }

    /// Puts what a group holds on the stack.
    private mutating func enter(_ group: Pending, _ identifier: borrowing Identifier) throws(HDF5Error) {
        guard groups.insert(group.identity).inserted else {
            throw HDF5Error(.groupCycle, "the group is reached by more than one path")
        }
        let links = try Link.all(of: identifier, limit: HDF5Limits.objects - found)
        found += links.count
        guard links.isEmpty || group.depth < HDF5Limits.depth else {
            throw HDF5Error(.tooDeep, "groups are nested deeper than \(HDF5Limits.depth) levels")
        }
        let prefix = group.path == "/" ? "/" : group.path + "/"
        for link in links.reversed() {
            pending.append(Pending(path: prefix + link.name, identity: link.target, depth: group.depth + 1))
        }
    }
}

/// Where the datasets of a file are, by path.
///
/// It comes from the same walk as the catalogue, so that a dataset is never reached along a link that the
/// catalogue would have refused.
package struct DatasetIndex: ~Copyable {
    private var identities: [String: ObjectIdentity] = [:]

    /// Walks through all of the file.
    package init(of file: borrowing HDF5File) throws(HDF5Error) {
        var identities: [String: ObjectIdentity] = [:]
        var catalogue = try Catalogue(of: file)
        while let entry = try catalogue.next(in: file) {
            if case .dataset = entry.kind { identities[entry.path] = entry.identity }
        }
        self.identities = identities
    }

    /// Where the dataset at `path` is.
    func identity(of path: String) throws(HDF5Error) -> ObjectIdentity {
        guard let identity = identities[path] else {
            throw HDF5Error(.noSuchDataset, "there is no dataset of this name")
        }
        return identity
    }
}
