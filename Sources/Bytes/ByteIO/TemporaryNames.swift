internal import Glibc

/// The hidden files and folders of this process, behind the lock under which it creates, renames and removes names.
///
/// Only one thread at a time changes names in folders. When a signal ends the program, the program takes the lock and
/// keeps it. Then no new name appears, names that belong together are all there or none of them, and the hidden files
/// can be removed.
package struct TemporaryNames: ~Copyable {
    /// Paths of the files and folders that are not complete, or that a complete one is about to replace.
    private var hidden: Set<String> = []

    private static let shared = Monitor(TemporaryNames())

    /// Calls `body` while no other thread changes names.
    @discardableResult
    static func withLock<Value>(_ body: (inout TemporaryNames) throws(Fault) -> Value) throws(Fault) -> Value {
        try shared.withLock { (names) throws(Fault) in try body(&names) }
    }

    /// Removes all hidden files and ends the program; from then on no thread changes names.
    static func removeAll(_ end: () -> Never) -> Never {
        shared.withLock { names in
            for path in names.hidden where unsafe unlink(path) != 0 { Folder.remove(path) }
            end()
        }
    }

    private init() {}
}

extension TemporaryNames {
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
            unsafe linkat(AT_FDCWD, Self.path(of: descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW)
        }
    }

    /// Whether an open file without a name can get one: that needs /proc.
    static func canName(_ descriptor: Int32) -> Bool {
        unsafe access(path(of: descriptor), F_OK) == 0
    }

    private static func path(of descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

    /// Gives a hidden file the name `path`, which must be free; it keeps the hidden one.
    func link(hidden source: String, as path: String, file: String) throws(Fault) {
        try naming("name the file", file) { unsafe linkat(AT_FDCWD, source, AT_FDCWD, path, 0) }
    }

    /// Gives a hidden file its name; a file of that name is replaced.
    mutating func rename(hidden source: String, to path: String, file: String) throws(Fault) {
        try naming("replace the file", file) { unsafe Glibc.rename(source, path) }
        hidden.remove(source)
    }

    /// Like ``retrying(_:file:_:)``; only the folder can be missing here, which was there at the beginning.
    private func naming(_ action: String, _ file: String, _ call: () -> Int32) throws(Fault) {
        do throws(Fault) {
            try retrying(action, file: file, call)
        } catch {
            throw error.code == .fileMissing ? .folderMissing(FilePath.folder(of: file), file: file) : error
        }
    }

    /// Creates a file or folder of a hidden name with a system call that returns -1 when it fails.
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

    /// To be called when a hidden file has its name, or is gone.
    mutating func forget(hidden path: String) {
        hidden.remove(path)
    }
}

/// Makes a system call, again if a signal interrupted it.
///
/// - Parameters:
///   - action: what is tried, as a verb with its object.
///   - call: returns -1 when it fails, with the reason in `errno`.
/// - Throws: ``Fault`` of ``Fault/system(_:_:file:offset:)``.
@discardableResult
func retrying(_ action: String, file: String, _ call: () -> Int32) throws(Fault) -> Int32 {
    while true {
        let result = call()
        if result >= 0 { return result }
        guard errno == EINTR else { throw .system(errno, action, file: file) }
    }
}

/// The names of unfinished files: `.model.safetensors.1x2y3z4a5b6c7.bertconv` beside `model.safetensors`.
///
/// The process that creates such a file locks it (`flock`) until it exits. A later run can then distinguish what a
/// killed run has left behind from what another run is writing.
enum HiddenName {
    /// Why a file or folder has a hidden name.
    enum Purpose: String, CaseIterable {
        /// It gets its name when it is complete. If it is no longer locked, it is left over.
        case unfinished = "bertconv"
        /// It had its name until a set of files replaced it, and is needed until the set is complete.
        case replaced = "bertconv-old"
    }

    private static let randomDigits = 13

    /// A new hidden name beside `path`.
    static func make(beside path: String, for purpose: Purpose = .unfinished) -> String {
        let random = String(UInt64.random(in: .min ... .max), width: randomDigits, radix: 36)
        return FilePath.join(
            FilePath.folder(of: path), ".\(FilePath.name(of: path)).\(random).\(purpose.rawValue)")
    }

    /// Whether an entry of a folder is a name that `make(beside:for:)` makes for a file or folder named `name`.
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

    /// Locks the file, so that later runs know that it is in use.
    ///
    /// On a file system without locks it does nothing; later runs remove nothing there either.
    ///
    /// - Returns: false when another run has locked the file to remove it.
    static func lock(_ descriptor: Int32) -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Removes what killed runs have left beside `path`, where that is allowed.
    static func sweep(beside path: String, for purpose: Purpose = .unfinished) {
        let name = FilePath.name(of: path)
        let folder = FilePath.folder(of: path)
        for entry in (try? Folder.names(in: folder)) ?? [] where isOne(entry, of: name, for: purpose) {
            removeUnlessLocked(FilePath.join(folder, entry))
        }
    }

    private static func removeUnlessLocked(_ path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, isNamed(descriptor, path) else { return }
        if unsafe unlink(path) != 0 { Folder.remove(path) }
    }

    /// Whether `path` is still the open file or folder.
    static func isNamed(_ descriptor: Int32, _ path: String) -> Bool {
        var own = stat()
        var named = stat()
        return unsafe fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 && own.st_dev == named.st_dev
            && own.st_ino == named.st_ino
    }
}
