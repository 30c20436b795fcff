internal import Glibc
internal import Synchronization

/// Every name that this process makes in a folder, made one at a time, and the hidden ones that must not stay.
///
/// Whoever holds the names may make, change and remove some; nobody else does meanwhile. So when the program is to end,
/// it takes the names for good: several that belong together are all given or none, nothing new appears, and what is
/// hidden goes.
package struct Names: ~Copyable {
    /// Hidden files and folders that are not what the user asked for, or not yet.
    private var hidden: Set<String> = []

    private static let shared = Mutex(Names())

    /// Calls `body` while no other names are made.
    @discardableResult
    static func change<Value>(_ body: (inout Names) throws(Fault) -> Value) throws(Fault) -> Value {
        try shared.withLock { (names) throws(Fault) in try body(&names) }
    }

    /// Removes all that is hidden and ends the program, before anything new can get a name.
    static func abandon(_ end: () -> Never) -> Never {
        shared.withLock { names in
            for path in names.hidden where unsafe unlink(path) != 0 { Folder.remove(path) }
            end()
        }
    }

    private init() {}
}

extension Names {
    /// Gives an open file the hidden name `path`.
    mutating func link(_ descriptor: Int32, hiddenAs path: String, file: String) throws(Fault) {
        hidden.insert(path)
        do throws(Fault) {
            try link(descriptor, as: path, file: file)
        } catch {
            hidden.remove(path)
            throw error
        }
    }

    /// Gives an open file the name `path`, which must be free.
    func link(_ descriptor: Int32, as path: String, file: String) throws(Fault) {
        try naming("name the file", file) {
            unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW)
        }
    }

    /// Gives a hidden file the name `path`, which must be free; it keeps the hidden one.
    func link(hidden source: String, as path: String, file: String) throws(Fault) {
        try naming("name the file", file) { unsafe linkat(AT_FDCWD, source, AT_FDCWD, path, 0) }
    }

    /// Gives what is hidden its name; a file of that name is replaced.
    mutating func rename(hidden source: String, to path: String, file: String) throws(Fault) {
        try naming("replace the file", file) { unsafe Glibc.rename(source, path) }
        hidden.remove(source)
    }

    /// As ``retrying(_:file:_:)``; what can be missing here is only the folder, which was there at the beginning.
    private func naming(_ action: String, _ file: String, _ call: () -> Int32) throws(Fault) {
        do throws(Fault) {
            try retrying(action, file: file, call)
        } catch {
            throw error.code == .fileMissing ? .folderMissing(FilePath.folder(of: file), file: file) : error
        }
    }

    /// Makes a file or folder of a hidden name by a system call that gives -1 when it fails.
    mutating func make(hidden path: String, _ call: (String) -> Int32) -> Int32 {
        hidden.insert(path)
        let result = call(path)
        if result < 0 {
            let number = errno
            hidden.remove(path)
            errno = number
        }
        return result
    }

    /// Removes a hidden file.
    mutating func remove(hidden path: String) {
        unsafe unlink(path)
        hidden.remove(path)
    }

    /// What was hidden has its name, or is gone.
    mutating func forget(hidden path: String) {
        hidden.remove(path)
    }
}

/// Calls again what a signal interrupted.
///
/// - Parameters:
///   - action: what is tried, as a verb with its object.
///   - call: gives -1 when it fails, with the reason in `errno`.
/// - Throws: ``Fault``, in the words of ``Fault/system(_:_:file:offset:)``.
@discardableResult
func retrying(_ action: String, file: String, _ call: () -> Int32) throws(Fault) -> Int32 {
    while true {
        let result = call()
        if result >= 0 { return result }
        guard errno == EINTR else { throw .system(errno, action, file: file) }
    }
}
