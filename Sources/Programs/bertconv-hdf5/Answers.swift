internal import CCage
internal import HDF5
internal import HelperProtocol

/// The answers to the questions of ``HelperQuestion``.
enum Answers {
    /// Names, types, shapes and offsets of everything in the file, as one line of JSON.
    ///
    /// - Throws: ``HDF5Error`` when anything in the file is refused; then there is no answer at all.
    static func catalog() throws(HDF5Error) -> String {
        try Library.start()
        let file = try HDF5File()
        var text = CatalogText(library: try Library.version(), fileSize: file.size)
        var walk = try CatalogWalk(of: file)
        while let object = try walk.next(in: file) { try text.append(object) }
        try file.checkUnchanged()
        return text.finished()
    }

    /// Writes the values of the datasets to standard output.
    ///
    /// - Throws: ``HDF5Error``. Some values may have been written by then, so the exit status decides.
    static func decode(_ paths: [String]) throws(HDF5Error) {
        try Library.start()
        let file = try HDF5File()
        var decoder = try Decoder(for: file)
        for path in paths {
            try decoder.decode(path, in: file) { (bytes) throws(HDF5Error) in
                try OutputStream.output.write(bytes)
            }
        }
        try file.checkUnchanged()
    }

    /// Makes standard output the file that standard input specifies.
    ///
    /// - Returns: where the data goes, as one line of JSON.
    static func skeleton() throws(HDF5Error) -> String {
        let specification = try SkeletonSpecification(parsing: readSpecification())
        let skeleton = try Skeleton(specification)
        try Library.start()
        return try SkeletonWriter.write(skeleton).text
    }

    /// The version of libhdf5 and the layers of the cage, in words.
    static func version(layers: [String]) throws(HDF5Error) -> [String] {
        try Library.start()
        let plugins = try Library.loadsPlugins() ? "plug-ins of libhdf5" : "no plug-ins"
        return [
            "bertconv-hdf5, libhdf5 \(try Library.version())", "cage: " + (layers + [plugins]).joined(separator: ", "),
        ]
    }

    /// All bytes of standard input.
    private static func readSpecification() throws(HDF5Error) -> [UInt8] {
        let limit = HelperLimits.specificationBytes
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe CCRead(0, &buffer, buffer.count)
            guard count >= 0 else { throw HDF5Error(.badSpecification, "the specification could not be read") }
            guard count > 0 else { return bytes }
            guard count <= limit - bytes.count else {
                throw HDF5Error(.badSpecification, "the specification has more than \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}

/// A stream that answers are written to, without buffering.
enum OutputStream: Int32 {
    case output = 1
    case errors = 2

    /// Writes all of the bytes.
    func write(_ bytes: RawSpan) throws(HDF5Error) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe CCWrite(rawValue, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw HDF5Error(.output, "the answer could not be written") }
    }

    /// Writes the text and a line feed.
    func writeLine(_ text: String) throws(HDF5Error) {
        let line = Array((text + "\n").utf8)
        try unsafe write(line.span.bytes)
    }
}
