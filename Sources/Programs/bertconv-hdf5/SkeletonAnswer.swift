internal import HDF5
internal import JSONText

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
