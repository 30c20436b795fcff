internal import CHDF5Shims
internal import HDF5
internal import JSONText

/// `bertconv-hdf5 catalog`: names, types, shapes and offsets of all there is in the file, as one line of JSON.
enum Catalog {
    /// The answer, whole: when anything is refused there is none.
    static func answer() throws(HDF5Error) -> String {
        try Library.start()
        let file = try HDF5File()
        let library = try Library.version()
        var text = "{\"library\":\"\(library)\",\"fileSize\":\(file.size),\"objects\":["
        var catalogue = try Catalogue(of: file)
        let end = "]}"
        var separator = ""
        while let entry = try catalogue.next(in: file) {
            text += separator + JSONWriter.compact(entry.json)
            separator = ","
            guard text.utf8.count + end.utf8.count < HDF5Limits.answerBytes else {
                throw HDF5Error(.answerTooLarge, "the catalogue takes more than \(HDF5Limits.answerBytes) bytes")
            }
        }
        try file.checkUnchanged()
        return text + end
    }
}

/// `bertconv-hdf5 decode PATH...`: the bytes of the datasets, one after the other with nothing between them.
enum Decode {
    /// Writes them; what was written before an error is thrown cannot be taken back, so the exit status counts.
    static func write(_ paths: [String]) throws(HDF5Error) {
        try Library.start()
        let file = try HDF5File()
        var decoder = try Decoder(for: file)
        for path in paths {
            try decoder.decode(path, in: file) { (bytes) throws(HDF5Error) in
                try Output.answers.write(bytes)
            }
        }
        try file.checkUnchanged()
    }
}

/// `bertconv-hdf5 skeleton`: makes a file without data, and tells as one line of JSON where the data goes.
enum SkeletonAnswer {
    /// Reads the specification, makes the file and answers.
    static func make() throws(HDF5Error) -> String {
        let skeleton = try Skeleton(parsing: try Input.specification.readAll(limit: HDF5Limits.specificationBytes))
        try Library.start()
        let layout = try SkeletonWriter.write(skeleton)
        var text = "{\"fileSize\":\(layout.fileSize),\"datasets\":["
        var separator = ""
        for (dataset, offset) in zip(skeleton.datasets, layout.offsets) {
            let place: JSONValue = [
                "path": .string(dataset.path.text), "offset": .integer(Int(clamping: offset)),
                "bytes": .integer(dataset.bytes),
            ]
            text += separator + JSONWriter.compact(place)
            separator = ","
        }
        return text + "]}"
    }
}

/// A descriptor that a specification comes from.
struct Input {
    private let descriptor: Int32

    /// Standard input.
    static let specification = Input(descriptor: 0)

    /// Reads up to the end.
    func readAll(limit: Int) throws(HDF5Error) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe CH5Read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw HDF5Error(.badSpecification, "the specification could not be read") }
            guard count > 0 else { return bytes }
            guard count <= limit - bytes.count else {
                throw HDF5Error(.badSpecification, "the specification has more than \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}

/// A descriptor that answers go to, without buffering.
struct Output {
    private let descriptor: Int32

    /// Standard output.
    static let answers = Output(descriptor: 1)
    /// Standard error.
    static let complaints = Output(descriptor: 2)

    /// Writes all of it.
    func write(_ bytes: RawSpan) throws(HDF5Error) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe CH5Write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw HDF5Error(.output, "the answer could not be written") }
    }

    /// Writes the text and a line feed.
    func writeLine(_ text: String) throws(HDF5Error) {
        let line = Array((text + "\n").utf8)
        try unsafe write(line.span.bytes)
    }
}
