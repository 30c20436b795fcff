internal import ByteIO
internal import Formats

extension Rule {
    package static let externalData = Rule("BC603", "external-data", .error, needs: .headers)
}

extension Check {
    static let externalData = Check(.externalData, page: PackageResources.BC603_md, unread: ExternalDataCheck.breaks)
}

/// BC603: a file takes its data from elsewhere: from another HDF5 file, or from outside the folder of an index.
enum ExternalDataCheck {
    static func breaks(_ fault: Fault) -> Bool {
        let code = fault.code.description
        return fault.code == .shardName || code.hasPrefix("hdf5.external") || code == "hdf5.virtual-dataset"
    }
}
