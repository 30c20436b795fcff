package import CHDF5
package import HelperProtocol

/// libhdf5 itself: starts it and checks the results of all its calls.
package enum Library {
    /// Starts the library without messages on standard error and without plug-ins: it never loads a filter from a
    /// shared object.
    package static func start() throws(HDF5Error) {
        try check(H5open(), "start")
        try check(H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil), "turn off its messages")
        try check(H5PLset_loading_state(0), "turn off its plug-ins")
    }

    /// Whether libhdf5 would load filters or connectors from shared objects.
    package static func loadsPlugins() throws(HDF5Error) -> Bool {
        var kinds: UInt32 = 0
        try check(unsafe H5PLget_loading_state(&kinds), "report whether it loads plug-ins")
        return kinds != 0
    }

    /// The version that is running, which need not be the one compiled against: `1.10.8`.
    package static func version() throws(HDF5Error) -> String {
        var major: UInt32 = 0
        var minor: UInt32 = 0
        var release: UInt32 = 0
        try check(unsafe H5get_libversion(&major, &minor, &release), "report its version")
        return "\(major).\(minor).\(release)"
    }

    /// Throws when `status` is negative: then the call failed.
    static func check(_ status: some SignedInteger, _ action: @autoclosure () -> String) throws(HDF5Error) {
        guard status >= 0 else { throw failure(action()) }
    }

    /// The error of the call just made, with what libhdf5 recorded about it.
    ///
    /// - Parameter action: what was tried, to follow "libhdf5 could not".
    static func failure(_ action: String) -> HDF5Error {
        HDF5Error(.corrupt, "libhdf5 could not \(action)", causes: ErrorStack.messages())
    }
}

/// What libhdf5 recorded on its error stack when a call failed.
enum ErrorStack {
    /// How many messages are kept: the innermost ones, which name the cause.
    private static let limit = 8

    /// The messages, outermost first, each once.
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

/// A reference to an object of libhdf5, released with its owner.
package struct Identifier: ~Copyable {
    package let raw: hid_t

    /// Takes over what a function of libhdf5 returned; negative means that the call failed.
    ///
    /// - Parameter action: what was tried, to follow "libhdf5 could not".
    init(owning raw: hid_t, _ action: @autoclosure () -> String) throws(HDF5Error) {
        guard raw >= 0 else { throw Library.failure(action()) }
        self.raw = raw
    }

    deinit {
        _ = H5Idec_ref(raw)
    }
}
