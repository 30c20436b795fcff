package import CHDF5

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

/// What libhdf5 left on its error stack after a failed call.
enum ErrorStack {
    /// How many messages are told: the innermost ones, which name the cause.
    private static let limit = 8

    /// The messages, outermost first, without repetitions.
    static func messages() -> [String] {
        var messages: [String] = []
        _ = unsafe withUnsafeMutablePointer(to: &messages) { pointer in
            unsafe H5Ewalk2(hid_t(H5E_DEFAULT), H5E_WALK_DOWNWARD, collect, pointer)
        }
        return messages.suffix(limit)
    }

    private static let collect: H5E_walk2_t = { _, error, context in
        guard let error = unsafe error, let text = unsafe error.pointee.desc,
            let messages = unsafe context?.assumingMemoryBound(to: [String].self)
        else { return 0 }
        let message = unsafe String(cString: text)
        if unsafe messages.pointee.last != message { unsafe messages.pointee.append(message) }
        return 0
    }
}

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
