internal import CHDF5

/// libhdf5 itself: how it is started and the one place where its results are checked.
package enum Library {
    /// Starts the library silent and without plugins: no filter is ever loaded from a shared object.
    package static func start() throws(HDF5Error) {
        try check(H5open(), "start")
        try check(H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil), "be made silent")
        try check(H5PLset_loading_state(0), "do without plugins")
    }

    /// Whether libhdf5 would load filters or connectors from shared objects.
    package static func loadsPlugins() throws(HDF5Error) -> Bool {
        var kinds: UInt32 = 0
        try check(unsafe H5PLget_loading_state(&kinds), "tell whether it loads plug-ins")
        return kinds != 0
    }

    /// The version that runs, not the one compiled against: `1.10.8`.
    package static func version() throws(HDF5Error) -> String {
        var major: UInt32 = 0
        var minor: UInt32 = 0
        var release: UInt32 = 0
        try check(unsafe H5get_libversion(&major, &minor, &release), "tell its version")
        return "\(major).\(minor).\(release)"
    }

    /// Throws when `status` is negative, which is how libhdf5 says that a call failed.
    static func check(_ status: some SignedInteger, _ action: @autoclosure () -> String) throws(HDF5Error) {
        guard status >= 0 else { throw failure(action()) }
    }

    /// The failure of the call just made.
    static func failure(_ action: String) -> HDF5Error {
        HDF5Error(.corrupt, "libhdf5 could not \(action)", causes: ErrorStack.messages())
    }
}
