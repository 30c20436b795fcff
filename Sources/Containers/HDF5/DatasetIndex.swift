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
