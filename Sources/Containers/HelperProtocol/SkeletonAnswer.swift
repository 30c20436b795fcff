package import ByteIO
internal import JSONText

/// The answer to `skeleton`: how large the new file is, and where the data of each dataset goes.
///
///     {"fileSize": 9216, "datasets": [{"path": "/bert/x:0", "offset": 4096, "bytes": 3904}]}
package struct SkeletonAnswer: Equatable, Sendable {
    package struct Dataset: Equatable, Sendable {
        package let path: String
        /// Where the data begins, in bytes from the start of the file; 0 where there is no data.
        package let offset: UInt64
        package let bytes: Int

        package init(path: String, offset: UInt64, bytes: Int) {
            self.path = path
            self.offset = offset
            self.bytes = bytes
        }
    }

    /// Bytes of the file, all data included.
    package let fileSize: UInt64
    /// In the order of the specification.
    package let datasets: [Dataset]

    package init(fileSize: UInt64, datasets: [Dataset]) {
        self.fileSize = fileSize
        self.datasets = datasets
    }

    /// The answer on one line.
    package var text: String {
        JSONWriter.compact([
            "fileSize": .integer(Int(clamping: fileSize)),
            "datasets": .array(
                datasets.map {
                    [
                        "path": .string($0.path), "offset": .integer(Int(clamping: $0.offset)),
                        "bytes": .integer($0.bytes),
                    ]
                }),
        ])
    }

    /// Reads an answer that may be anything.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it has not the form above. Sizes and offsets are not compared with the
    ///   file.
    package init(parsing answer: [UInt8]) throws(Fault) {
        guard let root = try HelperAnswer.object(answer), let size = root["fileSize"]?.integer,
            let listed = root["datasets"]?.array
        else { throw .answer("bertconv-hdf5 did not say where the weights go") }
        guard size >= 0 else { throw .answer("bertconv-hdf5 made a file of \(size) bytes") }
        var datasets: [Dataset] = []
        for value in listed {
            guard let object = value.object, let path = object["path"]?.string, HelperAnswer.isPath(path),
                let offset = object["offset"]?.integer, offset >= 0, let bytes = object["bytes"]?.integer, bytes >= 0
            else { throw .answer("bertconv-hdf5 did not say where weight \(datasets.count) goes") }
            datasets.append(Dataset(path: path, offset: UInt64(offset), bytes: bytes))
        }
        self.init(fileSize: UInt64(size), datasets: datasets)
    }
}
