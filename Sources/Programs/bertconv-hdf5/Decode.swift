internal import HDF5

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
