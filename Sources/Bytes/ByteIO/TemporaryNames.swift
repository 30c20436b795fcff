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

/// The names of what is not finished: `.model.safetensors.1x2y3z4a5b6c7.bertconv` beside `model.safetensors`.
///
/// Whoever makes one holds a lock on it as long as he lives (`flock`), so that a later run can tell what a killed one
/// has left behind from what another is writing at this moment.
enum HiddenName {
    /// What becomes of a file or folder of a hidden name.
    enum Purpose: String, CaseIterable {
        /// It gets its name when it is complete; if nobody holds it any more, it is rubbish.
        case unfinished = "bertconv"
        /// It had its name until a set of files took its place; it is needed until that is complete.
        case replaced = "bertconv-old"
    }

    private static let randomDigits = 13

    /// A new one beside `path`.
    static func make(beside path: String, for purpose: Purpose = .unfinished) -> String {
        let random = String(UInt64.random(in: .min ... .max), width: randomDigits, radix: 36)
        return FilePath.join(
            FilePath.folder(of: path), ".\(FilePath.name(of: path)).\(random).\(purpose.rawValue)")
    }

    /// Whether an entry of a folder is what `make(beside:for:)` makes for a file or folder named `name`.
    static func isOne(_ entry: String, of name: String, for purpose: Purpose) -> Bool {
        let prefix = ".\(name)."
        let suffix = ".\(purpose.rawValue)"
        guard entry.hasPrefix(prefix), entry.hasSuffix(suffix) else { return false }
        let random = entry.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        return random.count == randomDigits
            && random.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            }
    }

    /// Takes the lock that says that somebody lives who needs it; false when a cleaner was faster.
    ///
    /// Where a file system knows no locks nobody can clean there either.
    static func hold(_ descriptor: Int32) -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Removes what killed runs have left beside `path`, as far as that is allowed.
    static func sweep(beside path: String, for purpose: Purpose = .unfinished) {
        let name = FilePath.name(of: path)
        let folder = FilePath.folder(of: path)
        for entry in (try? Folder.names(in: folder)) ?? [] where isOne(entry, of: name, for: purpose) {
            removeUnlessHeld(FilePath.join(folder, entry))
        }
    }

    private static func removeUnlessHeld(_ path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isNamed(descriptor, path) else { return }
        if unsafe unlink(path) != 0 { Folder.remove(path) }
    }

    /// Whether `path` still names the open file or folder.
    static func isNamed(_ descriptor: Int32, _ path: String) -> Bool {
        var own = stat()
        var named = stat()
        return unsafe fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev
            && own.st_ino == named.st_ino
    }
}
