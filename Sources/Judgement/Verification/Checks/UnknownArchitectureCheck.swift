internal import ByteIO
internal import ModelSchema

extension Rule {
    package static let unknownArchitecture = Rule("BC705", "unknown-architecture", .error, needs: .headers)
}

extension Check {
    /// BC705: config.json names an architecture that has no schema.
    static let unknownArchitecture = Check(
        .unknownArchitecture, page: PackageResources.BC705_md,
        unread: { fault in
            fault.code == .unknownArchitecture
        })
}
