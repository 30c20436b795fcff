package import CHDF5

/// One reference to an object of libhdf5, released when its owner goes.
package struct Identifier: ~Copyable {
    package let raw: hid_t

    /// Takes over what a function of libhdf5 returned; negative means that it failed.
    ///
    /// - Parameter action: What was tried, to follow "libhdf5 could not".
    init(owning raw: hid_t, _ action: @autoclosure () -> String) throws(HDF5Error) {
        guard raw >= 0 else { throw Library.failure(action()) }
        self.raw = raw
    }

    deinit {
        _ = H5Idec_ref(raw)
    }
}
