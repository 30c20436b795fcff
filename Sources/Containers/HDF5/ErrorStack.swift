internal import CHDF5

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
