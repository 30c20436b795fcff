internal import ByteIO
internal import JSONText

/// What a library does with the names in a checkpoint, except for the backbone's prefix.
package struct LoaderRules: Sendable {
    /// The renamings, which are applied to every name one after the other, each at most once.
    package let renames: [KeyRenaming]
    /// The names that it does not report as unexpected, whatever the architecture is.
    let unreported: [NameRules.Unreported]

    /// - Throws: ``Fault`` `model.schema`.
    init(_ renames: [JSONValue], unreported: [JSONValue]) throws(Fault) {
        self.renames = try KeyRenaming.all(renames)
        self.unreported = try NameRules.Unreported.all(unreported)
    }

    /// The name under which the library looks for `key`.
    ///
    /// A name that is too long for any parameter is not searched: that takes its length times the pattern's.
    ///
    /// - Parameter own: the renamings of the architecture, which come first.
    package func renamed(_ key: String, _ own: [KeyRenaming] = []) -> String {
        guard key.utf8.count <= SchemaLimits.nameBytes else { return key }
        return KeyRenaming.renamed(key, own, renames)
    }
}

/// A renaming as transformers 5 does it (`WeightTransform.rename_source_key`): it searches for a pattern anywhere in the
/// name, then replaces the first occurrence of the text that it found.
package struct KeyRenaming: Sendable {
    private let pattern: [Unicode.Scalar]
    private let replacement: [Unicode.Scalar]
    private let isAnchored: Bool
    /// Whether it is found at the beginning of a name, whatever follows.
    private let isPrefix: Bool

    /// - Parameters:
    ///   - find: the text, with `?` for any character. It is found only if no letter, digit or underscore follows.
    ///   - replace: the text to put in its place.
    ///   - isAnchored: whether it is found only at the beginning of a name.
    ///   - isPrefix: whether it is found only there, and a letter, digit or underscore may follow.
    init(find: String, replace: String, isAnchored: Bool = false, isPrefix: Bool = false) {
        self.isAnchored = isAnchored || isPrefix
        self.isPrefix = isPrefix
        pattern = Array(find.unicodeScalars)
        replacement = Array(replace.unicodeScalars)
    }

    /// - Throws: ``Fault`` `model.schema`.
    static func all(_ values: [JSONValue]) throws(Fault) -> [KeyRenaming] {
        var all: [KeyRenaming] = []
        for value in values {
            let rename = try SchemaObject(value, "rename", allowed: ["find", "replace", "anchored", "isPrefix"])
            all.append(
                KeyRenaming(
                    find: try rename.string("find"), replace: try rename.string("replace"),
                    isAnchored: try rename.flag("anchored", default: false),
                    isPrefix: try rename.flag("isPrefix", default: false)))
        }
        return all
    }

    /// What it finds, with a dot for any character.
    var text: String {
        String(String.UnicodeScalarView(pattern.map { $0 == "?" ? "." : $0 }))
    }

    /// The renaming the other way round; nil: it only takes something away, and what that was is not known.
    var reversed: KeyRenaming? {
        guard !replacement.isEmpty else { return nil }
        return KeyRenaming(
            find: String(String.UnicodeScalarView(replacement)), replace: text, isAnchored: isAnchored && !isPrefix,
            isPrefix: isPrefix)
    }

    /// The name after the renaming; the same if the pattern is not found.
    package func renamed(_ key: String) -> String { Self.renamed(key, [self], []) }

    /// The name after several renamings, one after the other: the first ones, then the others.
    static func renamed(_ key: String, _ first: [KeyRenaming], _ others: [KeyRenaming]) -> String {
        var scalars = Array(key.unicodeScalars)
        var isRenamed = false
        for renaming in first { isRenamed = renaming.rename(&scalars) || isRenamed }
        for renaming in others { isRenamed = renaming.rename(&scalars) || isRenamed }
        return isRenamed ? String(String.UnicodeScalarView(scalars)) : key
    }

    /// Renames, if the pattern is found.
    private func rename(_ scalars: inout [Unicode.Scalar]) -> Bool {
        guard let found = match(in: scalars), let place = Self.first(found, in: scalars) else { return false }
        scalars.replaceSubrange(place..<place + found.count, with: replacement)
        return true
    }

    /// The text that the pattern finds; nil: none.
    private func match(in scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        guard scalars.count >= pattern.count else { return nil }
        for start in 0...(isAnchored ? 0 : scalars.count - pattern.count) {
            if let first = pattern.first, first != "?", scalars[start] != first { continue }
            let piece = scalars[start..<start + pattern.count]
            let fits = zip(piece, pattern).allSatisfy { $0 == $1 || $1 == "?" && $0 != "\n" }
            let next = start + pattern.count
            guard fits, isPrefix ? next < scalars.count : next == scalars.count || !Self.isWord(scalars[next]) else {
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
        // Unicode also calls marks alphabetic, but Python's `str.isalnum` is false for them.
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: scalar == "_" || scalar.properties.numericType != nil
        }
    }
}
