internal import ByteIO

/// The names of the files of a bundle, which all begin with its prefix: `PREFIX.index`, `PREFIX.data-00000-of-00001`,
/// `PREFIX.meta`.
package enum BundleName {
    package static let ending = ".index"

    /// The index of the bundle that a path means: the prefix, which no file has, or any file of the bundle.
    ///
    /// - Returns: nil if the path means no bundle, or there is no index.
    package static func index(_ path: String) -> String? {
        let named = prefix(of: FilePath.name(of: path)).map { FilePath.join(FilePath.folder(of: path), $0) }
        // A prefix may itself be named as a file of a bundle is.
        return [named, path].compactMap(\.self).map { $0 + ending }.first { PathKind(of: $0) == .file }
    }

    /// The prefix of a bundle by the name of one of its files; nil: no bundle has a file of that name.
    package static func prefix(of name: String) -> String? {
        if name.hasSuffix(ending), !name.hasSuffix("/" + ending) { return String(name.dropLast(ending.count)) }
        if name.hasSuffix(".meta") { return String(name.dropLast(".meta".count)) }
        return prefix(ofData: name)
    }

    /// The prefix of a bundle by the name of one of its data files; nil: it is not such a name.
    package static func prefix(ofData name: String) -> String? {
        guard let place = name.lastRange(of: ".data-"), isShard(name[place.upperBound...]) else { return nil }
        return String(name[..<place.lowerBound])
    }

    /// Whether it is `00000-of-00001`.
    private static func isShard(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[1] == "of"
            && [parts[0], parts[2]].allSatisfy { digits in
                digits.utf8.count >= 5 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}

extension String {
    fileprivate func lastRange(of text: String) -> Range<String.Index>? { ranges(of: text).last }
}
