package import ByteIO

extension Fault.Code {
    package static let tokenizerMissing = Fault.Code("tokenizer.missing")
    package static let tokenizerKind = Fault.Code("tokenizer.kind")
    package static let tokenizerMember = Fault.Code("tokenizer.member")
    package static let tokenizerLimit = Fault.Code("tokenizer.limit")
    package static let tokenizerUnknown = Fault.Code("tokenizer.unknown")
    package static let tokenizerCut = Fault.Code("tokenizer.cut")
}

/// What helps with each tokenizer that is not read.
private let identifiersHelp = "pass the ids of the tokens with --ids"

extension Fault {
    static func noTokenizer(in folder: String) -> Fault {
        Fault(
            .tokenizerMissing, file: folder,
            reason: "has no tokenizer: no tokenizer.json, no vocab.txt, and no vocab.json with merges.txt",
            remedy: identifiersHelp)
    }

    /// - Parameter file: one that the class needs: `merges.txt`.
    static func tokenizerLacks(_ file: String, class name: String, in folder: String) -> Fault {
        Fault(
            .tokenizerMissing, file: folder, reason: "has no \(file), which \(name) reads", remedy: identifiersHelp)
    }

    static func unknownTokenizerClass(_ name: String, file: String) -> Fault {
        Fault(
            .tokenizerKind, file: file, subject: "tokenizer class '\(name)'", reason: "it is not read",
            remedy: identifiersHelp)
    }

    /// - Parameter member: where the kind is: `normalizer.type`.
    static func unknownTokenizerKind(_ kind: String, member: String, file: String) -> Fault {
        Fault(
            .tokenizerKind, file: file, subject: "member '\(member)'", reason: "'\(kind)' is not read",
            remedy: identifiersHelp)
    }

    static func tokenizerMember(_ member: String, _ reason: String, file: String) -> Fault {
        Fault(
            .tokenizerMember, file: file, subject: "member '\(member)'", reason: reason, remedy: identifiersHelp)
    }

    static func tokenTooLong(_ token: some Collection<UInt8>, file: String) -> Fault {
        Fault(
            .tokenizerLimit, file: file, subject: "token '\(String(decoding: token.prefix(32), as: UTF8.self))…'",
            reason: "has \(token.count) bytes, and at most \(TokenizationLimits.tokenBytes) are read",
            remedy: identifiersHelp)
    }

    static func identifierTooLarge(_ token: some Collection<UInt8>, _ id: Int, file: String) -> Fault {
        Fault(
            .tokenizerLimit, file: file, subject: "token '\(String(decoding: token.prefix(64), as: UTF8.self))'",
            reason: "has the number \(id), and numbers from 0 to \(TokenizationLimits.identifiers - 1) are read",
            remedy: identifiersHelp)
    }

    static func tooManyRoles(file: String) -> Fault {
        Fault(
            .tokenizerLimit, file: file,
            reason: "names more than \(TokenizationLimits.roles) special tokens (members that end with '_token')",
            remedy: identifiersHelp)
    }

    /// A word that cannot be written with the vocabulary, which has no token for such words either.
    static func noUnknownToken(_ token: String, file: String) -> Fault {
        Fault(
            .tokenizerUnknown, file: file, subject: "token '\(token)'",
            reason: "is not in the vocabulary, and the text has a word that it stands for", remedy: identifiersHelp)
    }

    static func limitTooLow(_ limit: Int, special: Int) -> Fault {
        Fault(
            .tokenizerCut, reason: "a limit of \(limit) tokens leaves no room for the \(special) special tokens",
            remedy: "allow at least \(special)")
    }
}
