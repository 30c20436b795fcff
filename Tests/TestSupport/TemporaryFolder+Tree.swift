import Glibc

extension TemporaryFolder {
    /// Every file in it and its folders with its bytes, hidden ones included; of a folder its name with a slash.
    package var tree: [String: [UInt8]] {
        var tree: [String: [UInt8]] = [:]
        collect("", into: &tree)
        return tree
    }

    private func collect(_ folder: String, into tree: inout [String: [UInt8]]) {
        for name in Self.names(in: file(folder)) {
            let relative = folder + name
            var status = stat()
            guard unsafe lstat(file(relative), &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                tree[relative + "/"] = []
                collect(relative + "/", into: &tree)
            } else {
                tree[relative] = bytes(ofFile: file(relative))
            }
        }
    }

    /// Makes it what it was when `tree` was taken.
    package func restore(_ tree: [String: [UInt8]]) {
        let now = self.tree
        for (name, content) in now.sorted(by: { $0.key > $1.key }) where tree[name] != content {
            if name.hasSuffix("/") { unsafe rmdir(file(name)) } else { unsafe unlink(file(name)) }
        }
        for (name, content) in tree.sorted(by: { $0.key < $1.key }) where now[name] != content {
            if name.hasSuffix("/") { unsafe mkdir(file(name), 0o700) } else { _ = write(content, to: name) }
        }
    }
}
