internal import CHDF5
internal import CHDF5Shims
internal import HelperProtocol

/// A hard link of a group: its name, and the object of this file that it leads to.
struct Link {
    let name: String
    let target: ObjectIdentity
}

/// An object of the file.
///
/// Two hard links to one object have the same identity.
struct ObjectIdentity: Hashable, Sendable {
    private let first: UInt64
    private let second: UInt64

    init(_ identity: CH5Identity) {
        (first, second) = identity.words
    }

    /// The identity of an open object.
    init(of object: borrowing Identifier) throws(HDF5Error) {
        var identity = CH5Identity()
        try Library.check(unsafe CH5GetIdentity(object.raw, &identity), "find out where the object is")
        self.init(identity)
    }

    /// Opens the object without following a link.
    func open(in file: borrowing HDF5File) throws(HDF5Error) -> Identifier {
        let identity = CH5Identity(words: (first, second))
        return try Identifier(owning: CH5OpenObject(file.identifier.raw, identity), "open the object")
    }
}

extension Link {
    /// The links of `group` in increasing order of the bytes of their names.
    ///
    /// No link is followed, and all but hard links are refused: a soft link could lead anywhere in the file, an
    /// external one to any file of the machine, and a user-defined one to anything.
    ///
    /// - Parameter limit: how many links there may be.
    static func all(of group: borrowing Identifier, limit: Int) throws(HDF5Error) -> [Link] {
        var collector = LinkCollector(group: group.raw, limit: limit)
        let status = unsafe withUnsafeMutablePointer(to: &collector) { pointer in
            unsafe CH5ForEachLink(group.raw, visit, pointer)
        }
        if let refusal = collector.refusal { throw refusal }
        try Library.check(status, "list the links of the group")
        return try sorted(collector.links)
    }

    private static let visit: CH5LinkVisitor = { name, link, context in
        guard let name = unsafe name, let link = unsafe link,
            let collector = unsafe context?.assumingMemoryBound(to: LinkCollector.self)
        else { return 1 }
        let bytes = unsafe CString.bytes(name)
        return unsafe collector.pointee.append(bytes, link.pointee) ? 0 : 1
    }

    private static func sorted(_ links: [Link]) throws(HDF5Error) -> [Link] {
        var sorted = links
        sorted.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (link, next) in zip(sorted, sorted.dropFirst()) where link.name.utf8.elementsEqual(next.name.utf8) {
            throw HDF5Error(.corrupt, "two links of the group are named '\(link.name)'")
        }
        return sorted
    }
}

/// Collects links while libhdf5 calls back.
///
/// No error can be thrown through libhdf5, so the first is kept here.
private struct LinkCollector {
    let group: hid_t
    let limit: Int
    var links: [Link] = []
    var refusal: HDF5Error?

    init(group: hid_t, limit: Int) {
        self.group = group
        self.limit = limit
    }

    /// - Returns: false to end the iteration.
    mutating func append(_ bytes: [UInt8], _ link: CH5Link) -> Bool {
        do throws(HDF5Error) {
            let name = try StoredName.link(bytes)
            guard link.kind == H5L_TYPE_HARD.rawValue else {
                throw LinkRefusal.error(for: link, named: name, in: group)
            }
            guard links.count < limit else {
                throw HDF5Error(.tooManyObjects, "the file has more than \(HelperLimits.objects) objects")
            }
            links.append(Link(name: name, target: ObjectIdentity(link.target)))
            return true
        } catch {
            refusal = error
            return false
        }
    }
}

/// The errors about links that are refused.
enum LinkRefusal {
    /// The error about a link that is not hard; it names what the link leads to.
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

    /// The value of the link, which is not followed; clipped, and empty when it cannot be read.
    private static func value(of link: CH5Link, named name: String, in group: hid_t) -> [UInt8] {
        let count = min(link.valueBytes, HDF5Limits.linkValueBytes)
        var value = [UInt8](repeating: 0, count: count)
        let status = unsafe H5Lget_val(group, name, &value, count, hid_t(H5P_DEFAULT))
        return status < 0 ? [] : value
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The file and the object in it that an external link leads to.
    ///
    /// HDF5 File Format Specification, "Link Message", link type 64: one byte of version and flags, then two
    /// strings that end with NUL.
    private static func externalTarget(_ value: [UInt8]) -> (file: String, object: String) {
        let strings = value.dropFirst().split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard strings.count >= 2 else { return ("", "") }
        return (text(strings[0]), text(strings[1]))
    }
}
