internal import HelperProtocol

/// The path of an object in a new file, `/bert/x:0`, one that ``CatalogWalk`` would accept.
package struct ObjectPath: Hashable, Sendable {
    /// From the root; `/` is the root itself.
    package let text: String

    /// Checks that the path is absolute and has only names that a reader accepts, and not too many.
    ///
    /// - Throws: ``HDF5Error`` `bad-name`, `too-deep`.
    init(_ text: String) throws(HDF5Error) {
        guard text.hasPrefix("/") else { throw HDF5Error(.badName, path: text, "the path does not begin with '/'") }
        guard !text.utf8.contains(0) else { throw HDF5Error(.badName, path: text, "the path contains a NUL") }
        self.text = text
        do throws(HDF5Error) {
            let components = self.components
            for component in components { _ = try StoredName.link(Array(component.utf8)) }
            guard components.count <= HDF5Limits.depth else {
                throw HDF5Error(.tooDeep, "the object is nested deeper than \(HDF5Limits.depth) levels")
            }
        } catch {
            throw error.at(text)
        }
    }

    private init(trusted text: String) {
        self.text = text
    }

    /// The names from the root down; none for the root.
    var components: [Substring] {
        isRoot ? [] : text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    var isRoot: Bool { text == "/" }

    /// The group that holds the object; nil for the root.
    var parent: ObjectPath? {
        guard !isRoot, let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return slash == text.startIndex ? .root : ObjectPath(trusted: String(text[..<slash]))
    }

    /// The last component; empty for the root.
    var name: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
        return String(text[text.utf8.index(after: slash)...])
    }

    static let root = ObjectPath(trusted: "/")
}

/// Names and strings of a file, which can be any bytes.
enum StoredName {
    /// The name of a link, which must be able to be one component of a path.
    static func link(_ bytes: [UInt8]) throws(HDF5Error) -> String {
        guard let name = text(bytes) else {
            throw HDF5Error(.badName, "a link is named \(shown(bytes)), which is not UTF-8")
        }
        guard !name.isEmpty, name != ".", name != "..", !bytes.contains(UInt8(ascii: "/")) else {
            throw HDF5Error(.badName, "a link is named '\(name)', which cannot be a part of a path")
        }
        return name
    }

    /// The name of an attribute.
    static func attribute(_ bytes: [UInt8]) throws(HDF5Error) -> String {
        guard let name = text(bytes) else {
            throw HDF5Error(.badName, "an attribute is named \(shown(bytes)), which is not UTF-8")
        }
        return name
    }

    /// The bytes as text; nil when they are not UTF-8.
    static func text(_ bytes: some Sequence<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    private static func shown(_ bytes: [UInt8]) -> String {
        "'" + String(decoding: bytes.prefix(256), as: UTF8.self) + "'"
    }
}

/// Strings of C as bytes, because they need not be UTF-8.
enum CString {
    /// The bytes before the NUL.
    static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = unsafe text
        while unsafe next.pointee != 0 {
            bytes.append(UInt8(bitPattern: unsafe next.pointee))
            unsafe next += 1
        }
        return bytes
    }
}
