import TestSupport
import Testing

/// A file, or a folder of files, made to do harm, and what each command must say of it.
struct HostileCase: Sendable, CustomTestStringConvertible {
    /// What `verify` makes of it.
    enum Verdict: Sendable, Equatable {
        /// It stops: exit 2, this code, and the finding of the rule that the file breaks, if it is the file's.
        case refused(code: String, rule: String?)
        /// It goes on: exit 1, and this rule is among the findings, which cannot be read past.
        case found(rule: String)
        /// No model is looked at: exit 2, nothing on standard output, one line that says this.
        case stopped(saying: String)
        /// Nothing is wrong with what the case is about.
        case fine
    }

    /// What is abused.
    let name: String
    let verdict: Verdict
    /// The guard whose absence would let it through.
    let guardedBy: String
    /// Exit status of `convert`, and of `inspect`.
    let convert: Int32
    let inspect: Int32
    /// Whether `inspect` lists the tensors that can be read before it fails because of the others.
    let listsRest: Bool
    /// What the output must not hold, for that would mean that it was read.
    let canary: String?
    /// What the error line of `convert` must have.
    let saying: [String]
    /// More arguments of `verify`.
    let arguments: @Sendable (TemporaryFolder) -> [String]
    /// Writes the files and gives the path that the commands get.
    let make: @Sendable (TemporaryFolder) -> String

    var testDescription: String { name }

    init(
        _ name: String, _ verdict: Verdict, guardedBy: String, convert: Int32, inspect: Int32,
        listsRest: Bool = false, canary: String? = nil, saying: [String] = [],
        arguments: @escaping @Sendable (TemporaryFolder) -> [String] = { _ in [] },
        make: @escaping @Sendable (TemporaryFolder) -> String
    ) {
        self.name = name
        self.verdict = verdict
        self.guardedBy = guardedBy
        self.convert = convert
        self.inspect = inspect
        self.listsRest = listsRest
        self.canary = canary
        self.saying = saying
        self.arguments = arguments
        self.make = make
    }
}

extension HostileCase {
    /// A file that no command reads.
    static func refused(
        _ name: String, _ code: String, rule: String? = "BC602", guardedBy: String, file: String = "model.bin",
        inspect: Int32 = 2, listsRest: Bool = false, canary: String? = nil,
        bytes: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        HostileCase(
            name, .refused(code: code, rule: rule), guardedBy: guardedBy, convert: 2, inspect: inspect,
            listsRest: listsRest, canary: canary
        ) {
            $0.write(bytes(), to: file)
        }
    }

    /// A near miss: a checkpoint with a hole or two, so that `verify` finds what is missing and nothing else.
    static func fine(
        _ name: String, guardedBy: String, file: String = "model.bin", bytes: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        HostileCase(name, .fine, guardedBy: guardedBy, convert: 1, inspect: 0) { $0.write(bytes(), to: file) }
    }

    /// A file that is read, and about which a rule has something to say.
    static func found(
        _ name: String, _ rule: String, guardedBy: String, file: String = "model.bin", convert: Int32 = 1,
        bytes: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        HostileCase(name, .found(rule: rule), guardedBy: guardedBy, convert: convert, inspect: 0) {
            $0.write(bytes(), to: file)
        }
    }
}
