internal import Glibc

extension Fault.Code {
    package static let fileMissing = Fault.Code("file.missing")
    package static let fileNotRegular = Fault.Code("file.not-regular")
    package static let filePermission = Fault.Code("file.permission")
    package static let fileExists = Fault.Code("file.exists")
    package static let fileLink = Fault.Code("file.link")
    package static let fileIsNeeded = Fault.Code("file.is-needed")
    package static let fileStream = Fault.Code("file.stream")
    package static let folderLimit = Fault.Code("file.folder-limit")
    package static let fileLineTooLong = Fault.Code("file.line-too-long")
    package static let fileListTooLong = Fault.Code("file.list-too-long")
    package static let fileLocked = Fault.Code("file.locked")
    package static let fileTruncated = Fault.Code("file.truncated")
    package static let fileChanged = Fault.Code("file.changed")
    package static let diskFull = Fault.Code("file.disk-full")
    package static let fileSystem = Fault.Code("file.system")
}

/// The messages about files. Only here does a number of `errno` become words.
extension Fault {
    /// - Parameter action: what was tried, as a verb with its object: "open", "write 4096 bytes".
    static func system(_ number: Int32, _ action: String, file: String, offset: UInt64? = nil) -> Fault {
        let words = unsafe String(cString: strerror(number))
        let cause = "\(action): \(words) (errno \(number))"
        switch number {
        case ENOENT where file.unicodeScalars.contains("\u{FFFD}"):
            return Fault(
                .fileMissing, file: file, reason: "the path is not UTF-8, so no file can be opened by it",
                remedy: "rename the file or folder", causes: [cause])
        case ENOENT, ENOTDIR:
            return Fault(
                .fileMissing, file: file, reason: "no such file or folder", remedy: "check the path", causes: [cause])
        case EACCES, EPERM, EROFS:
            return Fault(
                .filePermission, file: file, reason: "cannot \(action)",
                remedy: "check the permissions of the file and its folder", causes: [cause])
        case EEXIST:
            return .exists(file)
        case ENOSPC, EDQUOT, EFBIG:
            return Fault(
                .diskFull, file: file, reason: "cannot \(action): there is no room for it",
                remedy: "free some space or write to another folder", causes: [cause])
        case EIO, ESTALE, ENODEV, ENXIO, ETIMEDOUT:
            return Fault(
                .fileSystem, file: file, offset: offset, reason: "cannot \(action): the disk or its connection failed",
                remedy: "check the system's log, then run again or copy the file to another disk", causes: [cause])
        default:
            return Fault(.fileSystem, file: file, offset: offset, reason: "cannot \(action)", causes: [cause])
        }
    }

    static func exists(_ file: String) -> Fault {
        Fault(
            .fileExists, file: file, reason: "the output exists already",
            remedy: "choose another name, or replace it with --force")
    }

    /// - Parameter target: where the link leads.
    static func outputIsLink(_ file: String, target: String) -> Fault {
        Fault(
            .fileLink, file: file, reason: "the output is a symbolic link to '\(target)', which is never replaced",
            remedy: "write to '\(target)' itself, or remove the link")
    }

    static func outputIsNeeded(_ file: String, _ role: OutputPlaces.Role) -> Fault {
        let (what, remedy) =
            switch role {
            case .input: ("the input itself", "write to another name; bertconv never changes its input")
            case .model(let model):
                ("a file of the model '\(model)'", "write to a new name, or to another folder")
            case .policy: ("the policy that is read", "write to another name")
            case .schema: ("the schema file that is read", "write to another name")
            case .baseline: ("the baseline that is read", "write to another name")
            case .standardOutput: ("the file that standard output goes to", "send one of the two to another file")
            }
        return Fault(.fileIsNeeded, file: file, reason: "the output is \(what)", remedy: remedy)
    }

    static func standardOutput(_ file: String) -> Fault {
        Fault(
            .fileStream, file: file, reason: "is standard output, and this output needs a file or folder",
            remedy: "give it a name")
    }

    static func folderTooLarge(_ path: String) -> Fault {
        Fault(
            .folderLimit, file: path,
            reason: "the model's folder has more than \(ByteIOLimits.modelFolderEntries) entries, too many to check "
                + "whether the output would replace one of its files",
            remedy: "write to a new name, or verify a folder that has only the model")
    }

    static func folderNotEmpty(_ path: String) -> Fault {
        Fault(
            .fileExists, file: path, reason: "the output folder exists already and is not empty",
            remedy: "choose another name")
    }

    static func folderMissing(_ folder: String, file: String) -> Fault {
        Fault(
            .fileMissing, file: file, reason: "the output's folder '\(folder)' does not exist",
            remedy: "create it first")
    }

    static func notRegular(_ file: String, isDirectory: Bool) -> Fault {
        Fault(
            .fileNotRegular, file: file,
            reason: isDirectory ? "is a folder, and a file is needed" : "is not a regular file")
    }

    static func truncated(_ file: String, expected: UInt64, at offset: UInt64) -> Fault {
        Fault(
            .fileTruncated, file: file, offset: offset, reason: "the file ends before \(expected) more bytes were read",
            remedy: "fetch the file again")
    }

    static func lineTooLong(_ file: String, at offset: UInt64, _ limit: Int) -> Fault {
        Fault(
            .fileLineTooLong, file: file, offset: offset, reason: "a line has more than \(limit) bytes",
            remedy: "check that it is the file you mean")
    }

    static func listTooLong(_ file: String, _ limit: Int) -> Fault {
        Fault(
            .fileListTooLong, file: file, reason: "the list has more than \(limit) bytes",
            remedy: "check that it is a list of paths, or divide it")
    }

    static func locked(_ file: String) -> Fault {
        Fault(
            .fileLocked, file: file, reason: "another process is writing to it",
            remedy: "wait until it has ended, or give each process a file of its own")
    }

    static func changed(_ file: String) -> Fault {
        Fault(
            .fileChanged, file: file, reason: "the file changed while it was being read",
            remedy: "run again when no other program writes to it")
    }
}
