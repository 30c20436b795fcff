/// What a config.json and a name may be at the most (`docs/limits.md`).
package enum SchemaLimits {
    /// Bytes of a config.json; one with 100,000 labels has 5 MB.
    package static let configurationBytes: UInt64 = 16 << 20
    /// Bytes of a schema file of the user's own; the largest built-in one has 60 KB.
    package static let schemaBytes: UInt64 = 1 << 20
    /// Parameters of all layers together that a schema file of the user's own may allow.
    package static let layerParameters = 1_000_000
    /// Bytes of a name that a dialect or a loader's rule is held against; longer ones mean nothing to them.
    package static let nameBytes = 4096
    /// Beginnings of names behind which parts of one model are found; each is compared with every name.
    package static let prefixes = 16
    /// Bytes of the path of a parameter.
    package static let pathBytes = 1024
    /// Numbers in a name of which each pair is tried as two counters.
    package static let pairedNumbers = 16
}
