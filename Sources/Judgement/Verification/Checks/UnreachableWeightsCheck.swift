internal import ByteIO
internal import Formats
internal import ModelSchema

extension Rule {
    package static let unreachableWeights = Rule("BC306", "unreachable-weights", .error, needs: .headers)
}

extension Check {
    /// BC306: the library opens a name that leads to no weights: a dead link, a missing shard, an incomplete download.
    static let unreachableWeights = Check(
        .unreachableWeights, page: PackageResources.BC306_md,
        unread: { fault in
            fault.isMissingPart || fault.code == .unreachable
        })
}
