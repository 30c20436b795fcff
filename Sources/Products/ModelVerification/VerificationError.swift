internal import ByteIO

/// Why a verification could not begin: an unknown class or loader, or a policy that cannot be read.
///
/// What is wrong with a model is never thrown; it is in the ``Report``.
///
/// Unstable until bertconv 1.0.
public struct VerificationError: Error, Sendable, Equatable {
    /// The kind of the error, which stays the same when its words change: `model.unknown-class`,
    /// `model.unknown-library`, `policy.syntax`, `file.missing`.
    public let code: String
    /// The file that it is about: the policy; nil: none.
    public let file: String?
    /// What is wrong: a sentence without a full stop.
    public let reason: String
    /// What to do about it; nil: nothing in particular.
    public let remedy: String?
    /// The error as one line, with control characters escaped.
    public let description: String

    init(_ fault: Fault) {
        code = fault.code.description
        file = fault.file
        reason = fault.reason
        remedy = fault.remedy
        description = fault.description
    }
}

extension VerificationError: CustomStringConvertible {}
