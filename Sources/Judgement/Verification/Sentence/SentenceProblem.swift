internal import ByteIO

/// What is wrong with a folder of sentence-transformers, apart from its encoder.
struct SentenceProblem: Sendable {
    enum Kind: Sendable {
        /// The library refuses the folder, or fails at the first text.
        case refused
        /// The library says nothing, and makes something else than was trained.
        case silent(Severity)
        /// bertconv cannot tell.
        case unjudged(Fault)
    }

    let kind: Kind
    let file: String
    /// The rest of a sentence about the file.
    let message: String
    let help: String

    var isUnjudged: Bool { if case .unjudged = kind { true } else { false } }

    /// For what is wrong with a list or a configuration.
    static let listHelp = "use the file that was saved with the model"

    static func refused(_ file: String, _ message: String, _ help: String = listHelp) -> SentenceProblem {
        SentenceProblem(kind: .refused, file: file, message: message, help: help)
    }

    static func silent(
        _ file: String, _ message: String, _ help: String, _ severity: Severity = .warning
    ) -> SentenceProblem {
        SentenceProblem(kind: .silent(severity), file: file, message: message, help: help)
    }

    static func unjudged(_ fault: Fault) -> SentenceProblem {
        SentenceProblem(kind: .unjudged(fault), file: fault.file ?? "", message: fault.reason, help: "")
    }
}

extension Fault.Code {
    static let sentenceModule = Fault.Code("folder.sentence-module")
}
