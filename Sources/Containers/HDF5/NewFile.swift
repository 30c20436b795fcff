internal import CHDF5
internal import CHDF5Shims

/// The HDF5 file that standard output becomes.
struct NewFile: ~Copyable {
    let raw: hid_t

    /// Begins the file; nothing is opened by path.
    init() throws(HDF5Error) {
        let raw = CH5CreateOutput()
        guard raw >= 0 else { throw Library.failure("create the file") }
        self.raw = raw
    }

    deinit {
        _ = H5Fclose(raw)
    }

    /// Writes what libhdf5 has in memory and makes the file as long as all that has an address in it.
    ///
    /// - Returns: Bytes of the file.
    consuming func close() throws(HDF5Error) -> UInt64 {
        let status = H5Fclose(raw)
        discard self
        try Library.check(status, "close the file")
        var size: UInt64 = 0
        guard unsafe CH5GetOutputSize(&size) == 0 else { throw HDF5Error(.output, "the file has no size") }
        return size
    }
}

extension NewFile {
    /// Whether a file can be made of standard output: it is regular, empty, and open for reading and writing.
    static var isOutputEmpty: Bool { CH5IsOutputEmpty() != 0 }

    /// The error that stands for one of libhdf5's when the system refused to write.
    static func explained(_ error: HDF5Error) -> HDF5Error {
        guard let failure = unsafe CH5OutputFailure() else { return error }
        return HDF5Error(
            .output, "the file could not be written: \(unsafe String(cString: failure))", causes: error.causes)
    }
}
