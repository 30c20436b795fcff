internal import Glibc

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
