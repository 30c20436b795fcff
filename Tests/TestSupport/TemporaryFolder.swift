import Glibc

/// A folder for one test, removed with all that is in it when the test lets go of it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        let base = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        path = base + "/bertconv-test-" + String(UInt64.random(in: .min ... .max), radix: 36)
        unsafe mkdir(path, 0o700)
    }

    deinit {
        Self.remove(path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String {
        path + "/" + name
    }

    /// Writes a file in it and gives its path.
    package func write(_ bytes: [UInt8], to name: String) -> String {
        let path = file(name)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        return path
    }

    package func write(_ text: String, to name: String) -> String {
        write(Array(text.utf8), to: name)
    }

    /// Makes a shell script that can be run at once, and gives its path.
    ///
    /// Another program writes it: what this one has open for writing is, for a moment, open in every child that it
    /// starts in that moment, and Linux runs nothing that somebody could still write to (ETXTBSY).
    package func program(_ script: String, named name: String) -> String {
        let text = write("#!/bin/sh\n" + script + "\n", to: name + ".text")
        defer { unsafe unlink(text) }
        _ = Tool.run(["install", "-m", "700", text, file(name)])
        return file(name)
    }

    /// The names of the files in it, sorted.
    package var names: [String] { Self.names(in: path) }

    static func names(in path: String) -> [String] {
        guard let stream = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        unsafe chmod(path, 0o700)
        for name in names(in: path) where unsafe unlink(path + "/" + name) != 0 { remove(path + "/" + name) }
        unsafe rmdir(path)
    }
}
