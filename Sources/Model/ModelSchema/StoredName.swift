/// How files of a library spell the name of a parameter: `encoder.layers.0.attn.Wqkv.weight`.
///
/// transformers 5 undoes its renamings and its splits when it saves a model.
package struct StoredName: Sendable, Equatable {
    /// The name of a tensor that holds several parameters one below the other.
    package struct Joined: Sendable, Equatable {
        package let name: String
        /// Which of the parameters it is, from 0.
        package let part: Int
        /// How many parameters the tensor holds.
        package let parts: Int
    }

    /// The parameter's own name in a file.
    package let name: String
    /// The tensor that holds it with others; nil: it is stored by itself.
    package let joined: Joined?
}

extension Architecture {
    /// How files of the library spell a name of the model.
    package func storedName(of name: String) -> StoredName { names.storedName(of: name) }

    /// Whether files of the library have several parameters in one tensor.
    package var joinsParameters: Bool { !names.splits.isEmpty }
}

extension NameRules {
    fileprivate func storedName(of name: String) -> StoredName {
        let undone = renames.reversed().compactMap(\.reversed)
        let unrenamed = { (name: String) in undone.reduce(name) { $1.renamed($0) } }
        for split in splits {
            for (part, text) in split.parts.enumerated() {
                let whole = KeyRenaming(find: text, replace: split.find.text).renamed(name)
                guard whole != name else { continue }
                return StoredName(
                    name: unrenamed(name),
                    joined: StoredName.Joined(name: unrenamed(whole), part: part, parts: split.parts.count))
            }
        }
        return StoredName(name: unrenamed(name), joined: nil)
    }
}
