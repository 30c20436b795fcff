/// One object of the file, as the catalogue tells it.
package struct CatalogueEntry: Sendable {
    package enum Kind: Sendable, Equatable {
        case group
        /// A type that stands in the file under a name of its own.
        case datatype
        case dataset(Description)
    }

    /// What can be told of a dataset without reading its data.
    package struct Description: Sendable, Equatable {
        package let type: StoredType
        package let shape: [Int]
        package let bytes: Int
        package let storage: Storage
    }

    /// From the root: `/`, `/bert/x:0`.
    package let path: String
    package let kind: Kind
    package let attributes: [Attribute]
    let identity: ObjectIdentity
}
