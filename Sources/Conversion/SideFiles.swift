package import ByteIO

/// The files of a model folder beside its weights: configuration, tokenizer, and what else lies there.
package enum SideFiles {
    /// Endings of files with weights, which a conversion replaces.
    private static let weightEndings = [
        ".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf", ".onnx", ".ot",
    ]
    /// What belongs to a model for certain, when the folder is not known to be the model's own.
    private static let knownNames: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
        "special_tokens_map.json", "added_tokens.json",
    ]
    private static let maximumDepth = 8
    private static let copied = Block.standardByteCount

    /// Copies all but weights, indices of weights and hidden files.
    ///
    /// - Parameters:
    ///   - isModelFolder: whether the folder is a model's own; of another, only configuration and tokenizer go along.
    ///   - edits: what config.json shall say of the weights.
    /// - Returns: the names of the files copied and of the weights left behind.
    package static func copy(
        from source: String, isModelFolder: Bool, to target: String, edits: ConfigurationEdits
    ) throws(Fault) -> (copied: [String], left: [String]) {
        var copied: [String] = []
        var left: [String] = []
        var open: [(path: String, depth: Int)] = [("", 0)]
        while let folder = open.popLast() {
            for name in try Folder.names(in: FilePath.join(source, folder.path)) where !name.hasPrefix(".") {
                let relative = folder.path.isEmpty ? name : FilePath.join(folder.path, name)
                let from = FilePath.join(source, relative)
                switch PathKind(of: from) {
                case .folder:
                    guard isModelFolder, folder.depth < maximumDepth else { continue }
                    try Folder.create(FilePath.join(target, relative))
                    open.append((relative, folder.depth + 1))
                case .file where isWeight(name):
                    if isModelFolder { left.append(relative) }
                case .file where !isModelFolder && !knownNames.contains(name): continue
                case .file:
                    guard Containment.holds(from, in: source) else { throw .leadsOut(from) }
                    let place = FilePath.join(target, relative)
                    if relative == "config.json" {
                        try copyConfiguration(from, to: place, edits: edits)
                    } else {
                        try copyFile(try InputFile(path: from), to: place)
                    }
                    copied.append(relative)
                case .other, .nothing: continue
                }
            }
        }
        return (copied.sorted(), left.sorted())
    }

    private static func isWeight(_ name: String) -> Bool {
        weightEndings.contains { name.hasSuffix($0) || name.hasSuffix($0 + ".index.json") }
            || name.hasSuffix(".index.json")
    }

    /// Copies a configuration with what it shall say of the weights.
    package static func copyConfiguration(
        _ from: String, to target: String, edits: ConfigurationEdits
    ) throws(Fault) {
        let file = try InputFile(path: from)
        if file.byteCount < 16 << 20 {
            let bytes = try file.bytes(at: 0, count: Int(file.byteCount))
            if let edited = try edits.applied(to: bytes) { return try write(edited, to: target) }
        }
        try copyFile(file, to: target)
    }

    private static func copyFile(_ file: InputFile, to target: String) throws(Fault) {
        let output = try AtomicFile.create(at: target, byteCount: file.byteCount, replacing: false)
        let block = Block()
        var done: UInt64 = 0
        while done < file.byteCount {
            let count = Int(min(file.byteCount - done, UInt64(copied)))
            let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: block.bytes[..<count])
            try unsafe file.read(into: piece, at: done)
            try unsafe output.write(UnsafeRawBufferPointer(piece), at: done)
            done += UInt64(count)
        }
        try file.checkUnchanged()
        try output.commit()
    }

    /// Writes a small file whole or not at all.
    package static func write(_ bytes: [UInt8], to path: String, replacing: Bool = false) throws(Fault) {
        try pending(bytes, to: path, replacing: replacing).commit()
    }

    /// Writes a small file, complete but for its name.
    package static func pending(_ bytes: [UInt8], to path: String, replacing: Bool) throws(Fault) -> PendingFile {
        let file = try AtomicFile.create(at: path, byteCount: UInt64(bytes.count), replacing: replacing)
        let block = Block(byteCount: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: 0)
        return PendingFile(file, byteCount: UInt64(bytes.count))
    }
}
