internal import ByteIO
internal import JSONText

/// What the current version of the library does with the names in a checkpoint, beside its prefix.
package struct LoaderRules: Sendable {
    /// For example, `transformers 5.23`.
    package let title: String
    /// Applied to every name one after the other, each at most once.
    package let renames: [KeyRenaming]
    /// The last parts of names that it leaves out of what it reports as unexpected.
    package let unreported: [String]

    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "loader", allowed: ["title", "source", "renames", "unreported"])
        title = try object.string("title")
        _ = try object.string("source")
        var renames: [KeyRenaming] = []
        for entry in try object.list("renames") {
            let rename = try SchemaObject(entry, "rename", allowed: ["find", "replace"])
            renames.append(KeyRenaming(find: try rename.string("find"), replace: try rename.string("replace")))
        }
        self.renames = renames
        unreported = try object.strings("unreported")
    }

    /// `key` as the library looks it up.
    package func renamed(_ key: String) -> String {
        renames.reduce(key) { $1.renamed($0) }
    }
}

/// A renaming as transformers 5 does it: a search for a pattern anywhere in the name, then a replacement of the
/// first place that reads like what was found (`WeightTransform.rename_source_key`).
package struct KeyRenaming: Sendable {
    private let pattern: [Unicode.Scalar]
    private let replacement: [Unicode.Scalar]

    /// - Parameter find: the text; `?` stands for any one character. It is found only where no letter, digit or
    ///   underscore follows.
    init(find: String, replace: String) {
        pattern = Array(find.unicodeScalars)
        replacement = Array(replace.unicodeScalars)
    }

    package func renamed(_ key: String) -> String {
        let scalars = Array(key.unicodeScalars)
        guard let found = match(in: scalars), let place = Self.first(found, in: scalars) else { return key }
        let renamed = scalars[..<place] + replacement + scalars[(place + found.count)...]
        return String(String.UnicodeScalarView(renamed))
    }

    /// The text that the pattern finds.
    private func match(in scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        guard scalars.count >= pattern.count else { return nil }
        for start in 0...(scalars.count - pattern.count) {
            let piece = scalars[start..<start + pattern.count]
            let fits = zip(piece, pattern).allSatisfy { $0 == $1 || $1 == "?" && $0 != "\n" }
            guard fits, start + pattern.count == scalars.count || !Self.isWord(scalars[start + pattern.count]) else {
                continue
            }
            return Array(piece)
        }
        return nil
    }

    private static func first(_ text: [Unicode.Scalar], in scalars: [Unicode.Scalar]) -> Int? {
        (0...(scalars.count - text.count)).first { scalars[$0..<$0 + text.count].elementsEqual(text) }
    }

    /// What Python's `\w` matches.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
