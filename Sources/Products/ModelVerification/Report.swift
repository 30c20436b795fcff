internal import Reporting
internal import Verification

/// What ``verify(_:as:loader:depth:failOn:policy:schemas:hdf5Helper:scratchFolder:)`` found out about a model.
///
/// Texts in it can quote names from the files; ``text`` and the other forms escape what could deceive a reader.
///
/// Unstable until bertconv 1.0.
public struct Report: Sendable {
    /// The answer.
    public enum Verdict: String, Sendable {
        /// Nothing counts against the model, and everything was checked.
        case pass
        /// There are findings of the severity that fails.
        case fail
        /// Something could not be checked, so neither can be said.
        case partial
        /// There are no weights.
        case nothing
    }

    /// One thing that is wrong, or worth knowing.
    public struct Finding: Sendable, Equatable {
        /// The number of the rule: `BC101`, whose page `bertconv explain BC101` shows.
        public let rule: String
        /// The name of the rule: `missing-parameter`.
        public let name: String
        /// What it counts as, after a policy lowered or raised it.
        public let severity: Severity
        /// The tensor, parameter or file that it is about.
        public let subject: String
        /// The file that the subject is in; nil: it is in none, or in several.
        public let file: String?
        /// What is wrong with the subject: the rest of a sentence that begins with it, without a full stop.
        public let message: String
        /// What to do about it.
        public let help: String
        /// Whether the policy accepts it, so that it does not count.
        public let isAccepted: Bool
    }

    /// Something that could not be checked.
    public struct Unchecked: Sendable, Equatable {
        /// The tensor or file.
        public let subject: String
        /// The kind of what went wrong: `file.checksum`.
        public let code: String
        /// What went wrong, as one line: file, thing, byte, reason and remedy.
        public let message: String
    }

    /// What became of how many parameters, tensors and values.
    ///
    /// A parameter is a tensor that the class has, of one or more values.
    public struct Counts: Sendable, Equatable {
        /// Parameters of the class.
        public let expected: Int
        /// Parameters that the library loads.
        public let loaded: Int
        /// Parameters that no file has: the library fills them, untrained.
        public let missing: Int
        /// Tensors of the files that the class has no place for.
        public let unexpected: Int
        /// Parameters whose tensor has another shape.
        public let mismatched: Int
        /// Parameters that are loaded and were checked as closely as asked.
        public let judged: Int
        /// Tensors in the files.
        public let tensors: Int
        /// Tensors that were checked as closely as asked.
        public let checkedTensors: Int
        /// Values of all parameters, tied ones once; nil: no size is known.
        public let values: Int?
        /// Values that the library would fill; nil: no size is known.
        public let randomValues: Int?
        /// Values that are loaded and were never trained.
        public let untrainedValues: Int
    }

    let facts: VerifyReport
    /// The lowest severity that fails; nil: none does.
    let failOn: Verification.Severity?

    init(_ facts: VerifyReport, failOn: Verification.Severity?) {
        self.facts = facts
        self.failOn = failOn
    }

    /// The path as the caller gave it.
    public var path: String { facts.path }
    /// For example, `bert`; nil: nothing could be opened.
    public var architecture: String? { facts.architecture }
    /// The schema file that describes the architecture; nil: it is built in, or nothing could be opened.
    public var schema: String? { facts.schema }
    /// The class that the model was compared with, such as `BertForMaskedLM`; nil: nothing could be opened.
    public var className: String? { facts.className }
    /// The library whose loading was followed, such as `transformers 5.23`; nil: nothing could be opened.
    public var loader: String? { facts.loader }
    /// Names of parameters that no file has, in the order of the class.
    public var missing: [String] { facts.missing.map(\.name) }
    /// Names of tensors in the files that the class has no place for.
    public var unexpected: [String] { facts.unexpected.map(\.tensor) }
    /// What a careful reader should know: of the files, and of entries of the policy that are stale or expired.
    public var notes: [String] { facts.notes }

    /// The answer.
    public var verdict: Verdict {
        switch facts.summary.verdict {
        case .pass: .pass
        case .fail: .fail
        case .partial: .partial
        case .nothing: .nothing
        }
    }

    /// The exit status of `bertconv verify` for this verdict: 0, 1, 2 or 3.
    public var exitStatus: Int32 { facts.summary.verdict.status }

    /// Everything that was found, in the order of the rules, but that what would run code comes first.
    public var findings: [Finding] {
        facts.findings.map { judged in
            Finding(
                rule: judged.finding.rule.number, name: judged.finding.rule.name, severity: Severity(judged.severity),
                subject: judged.finding.subject, file: judged.finding.file, message: judged.finding.message,
                help: judged.finding.help, isAccepted: judged.acceptance != nil)
        }
    }

    /// What could not be checked; with it, the verdict is ``Verdict-swift.enum/partial`` or
    /// ``Verdict-swift.enum/nothing``.
    public var unchecked: [Unchecked] {
        facts.unchecked.map { Unchecked(subject: $0.subject, code: $0.code, message: $0.description) }
    }

    /// The numbers.
    public var counts: Counts {
        let summary = facts.summary
        return Counts(
            expected: summary.expected, loaded: summary.loaded, missing: summary.missing,
            unexpected: summary.unexpected, mismatched: summary.mismatched, judged: summary.judged,
            tensors: summary.tensors, checkedTensors: summary.checkedTensors, values: summary.parameters,
            randomValues: summary.randomParameters, untrainedValues: summary.untrainedParameters)
    }
}
