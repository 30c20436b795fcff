extension TemporaryFolder {
    /// Every file in it with its bytes, hidden ones included: equal before and after when nothing was touched and
    /// nothing was left behind.
    package var contents: [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, bytes(ofFile: file($0))) })
    }

    /// Copies a file into it, under its own name unless told otherwise, and gives the copy's path.
    package func copy(_ source: String, as name: String? = nil) -> String {
        let own = source.split(separator: "/").last.map(String.init) ?? "copy"
        return write(bytes(ofFile: source), to: name ?? own)
    }

    /// Copies all the files of a folder into it.
    package func copyFiles(of folder: String, names: [String]) {
        for name in names { _ = copy(folder + "/" + name) }
    }
}
