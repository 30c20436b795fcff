internal import ByteIO
internal import JSONText

/// What a library does with the names in a checkpoint, apart from the prefix of the backbone.
package struct LoaderRules: Sendable {
    /// Applied to every name one after the other, each at most once.
    package let renames: [KeyRenaming]
    /// The last parts of names that it leaves out of what it reports as unexpected.
    package let unreported: [String]

    /// - Throws: ``Fault`` `model.schema`.
    init(_ renames: [JSONValue], unreported: [String]) throws(Fault) {
        var all: [KeyRenaming] = []
        for entry in renames {
            let rename = try SchemaObject(entry, "rename", allowed: ["find", "replace", "anchored"])
            all.append(
                KeyRenaming(
                    find: try rename.string("find"), replace: try rename.string("replace"),
                    isAnchored: try rename.flag("anchored", default: false)))
        }
        self.renames = all
        self.unreported = unreported
    }

    /// `key` as the library looks it up.
    ///
    /// A name that is too long for any parameter stays as it is: the search takes its length times the pattern's.
    package func renamed(_ key: String) -> String {
        guard key.utf8.count <= SchemaLimits.nameBytes else { return key }
        return renames.reduce(key) { $1.renamed($0) }
    }
}

/// A renaming as transformers 5 does it: a search for a pattern anywhere in the name, then a replacement of the
/// first place that reads like what was found (`WeightTransform.rename_source_key`).
package struct KeyRenaming: Sendable {
    private let pattern: [Unicode.Scalar]
    private let replacement: [Unicode.Scalar]
    private let isAnchored: Bool

    /// - Parameter find: the text; `?` stands for any one character. It is found only where no letter, digit or
    ///   underscore follows.
    init(find: String, replace: String, isAnchored: Bool = false) {
        self.isAnchored = isAnchored
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
        for start in 0...(isAnchored ? 0 : scalars.count - pattern.count) {
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
        switch scalar.properties.generalCategory {
        // Not the marks that Unicode calls alphabetic too: Python's `str.isalnum` is false for them.
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: scalar == "_" || scalar.properties.numericType != nil
        }
    }
}
