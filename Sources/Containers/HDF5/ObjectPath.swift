/// Where an object of a new file is to be: `/bert/x:0`, of components that a reader would accept.
package struct ObjectPath: Hashable, Sendable {
    /// From the root; `/` is the root itself.
    package let text: String

    /// Checks the text: absolute, no empty component, none that a reader would refuse, not too many.
    init(_ text: String) throws(HDF5Error) {
        guard text.hasPrefix("/") else { throw HDF5Error(.badName, path: text, "a path does not begin with '/'") }
        guard !text.utf8.contains(0) else { throw HDF5Error(.badName, path: text, "a path contains a NUL") }
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

    /// The group in which the object is; nil for the root.
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
