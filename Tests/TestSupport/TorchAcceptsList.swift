/// The list of files in `testdata/torch-accepts/README.md`.
package enum TorchAcceptsList {
    package struct Entry: Sendable {
        /// The folder below `torch-accepts/`.
        package let folder: String
        package let fileName: String
        /// What a careful reader does: `read`, `read, with a note` or `refused`.
        package let verdict: String
    }

    /// A file is an item, ``- `sound.pt`: …``, whose one fact begins with the verdict, `  - read; torch: loads`.
    package static let entries: [Entry] = {
        let text = String(decoding: bytes(ofFile: Fixtures.path("torch-accepts/README.md")), as: UTF8.self)
        var entries: [Entry] = []
        var (folder, fileName) = ("", "")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") {
                folder = String(line.dropFirst(3))
            } else if line.hasPrefix("- `") {
                fileName = String(line.dropFirst(3).prefix { $0 != "`" })
            } else if line.hasPrefix("  - "), let verdict = line.dropFirst(4).split(separator: ";").first {
                entries.append(Entry(folder: folder, fileName: fileName, verdict: String(verdict)))
            }
        }
        return entries
    }()
}
