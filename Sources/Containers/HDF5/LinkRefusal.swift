internal import CHDF5
internal import CHDF5Shims

/// What to say of a link that is not followed.
enum LinkRefusal {
    /// The error for a link of another kind than hard, naming what it leads to.
    static func error(for link: CH5Link, named name: String, in group: hid_t) -> HDF5Error {
        let value = self.value(of: link, named: name, in: group)
        switch link.kind {
        case Int32(H5L_TYPE_SOFT.rawValue):
            return HDF5Error(.softLink, "link '\(name)' is a soft link to '\(text(value))'")
        case Int32(H5L_TYPE_EXTERNAL.rawValue):
            let (file, object) = externalTarget(value)
            return HDF5Error(.externalLink, "link '\(name)' leads to '\(object)' in another file, '\(file)'")
        default:
            return HDF5Error(.userDefinedLink, "link '\(name)' is a user-defined link of kind \(link.kind)")
        }
    }

    /// The value of the link, which is not followed; cut after a limit, and empty when it cannot be read.
    private static func value(of link: CH5Link, named name: String, in group: hid_t) -> [UInt8] {
        let count = min(link.valueBytes, HDF5Limits.linkValueBytes)
        var value = [UInt8](repeating: 0, count: count)
        let status = unsafe H5Lget_val(group, name, &value, count, hid_t(H5P_DEFAULT))
        return status < 0 ? [] : value
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The file and the object in it.
    ///
    /// HDF5 File Format Specification, "Link Message", link type 64: one byte of version and flags, then two
    /// strings that end with NUL.
    private static func externalTarget(_ value: [UInt8]) -> (file: String, object: String) {
        let strings = value.dropFirst().split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard strings.count >= 2 else { return ("", "") }
        return (text(strings[0]), text(strings[1]))
    }
}
