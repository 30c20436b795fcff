internal import ByteIO
internal import Formats
internal import KerasArchive
internal import Tensors

/// Why a checkpoint could not be opened or read: which file, which thing in it, at which byte, what is wrong and what
/// to do about it.
///
/// As text it is one line:
///
///     model.safetensors: tensor 'pooler.dense.bias', byte 8: offsets 10..<8 run backwards
///
/// Unstable until bertconv 1.0.
public struct CheckpointError: Error, Sendable, Equatable {
    /// The kind of an error, which stays the same when its words change.
    ///
    /// Those that a program may want to tell apart are constants here; the others are words such as
    /// `safetensors.offsets`, `zip.directory` or `hdf5.corrupt`, which begin with what refused the file.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// For example, `file.missing`.
        public let rawValue: String

        /// The code that is written like this.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    /// The kind of the error.
    public let code: Code
    /// The file as the caller named it, or the shard of it; nil: it is about no file.
    public let file: String?
    /// The thing in the file: `tensor 'x'`, `header`; nil: it is about the whole file.
    public let subject: String?
    /// Where in the file, in bytes from its start; nil: at no single place.
    public let offset: UInt64?
    /// What is wrong: a sentence without a full stop.
    ///
    /// It can quote names from the file as they are; ``description`` escapes them.
    public let reason: String
    /// What to do about it; nil: nothing in particular.
    public let remedy: String?
    /// What lies behind it, outermost first.
    public let causes: [String]
    /// The error as one line: file, subject, offset, reason and remedy.
    ///
    /// Control characters are escaped.
    public let description: String

    init(_ fault: Fault) {
        code = Code(rawValue: fault.code.description)
        file = fault.file
        subject = fault.subject
        offset = fault.offset
        reason = fault.reason
        remedy = fault.remedy
        causes = fault.causes
        description = fault.description
    }
}

extension CheckpointError: CustomStringConvertible {}

extension CheckpointError.Code {
    /// There is no such file or folder.
    public static let fileMissing = Self(.fileMissing)
    /// The file changed while it was open.
    public static let fileChanged = Self(.fileChanged)
    /// The bytes of a tensor are not those that were written: their checksum differs.
    public static let checksum = Self(.checksum)
    /// The folder has no weights.
    public static let noWeights = Self(.noWeights)
    /// The index names a shard that cannot be opened.
    public static let shardMissing = Self(.shardMissing)
    /// The program `bertconv-hdf5` could not be started, or did not do its work.
    public static let hdf5Helper = Self(.hdf5Helper)
    /// A tensor was asked for as a type that its elements do not have.
    public static let elementType = Self(.elementType)
    /// A tensor is larger than the limit that the caller set.
    public static let tooLarge = Self(.tooLarge)

    private init(_ code: Fault.Code) {
        self.init(rawValue: code.description)
    }
}
