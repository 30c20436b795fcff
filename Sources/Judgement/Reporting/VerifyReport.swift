package import ByteIO
package import Verification

/// The facts that `verify` reports about one model, in every format.
package struct VerifyReport: Sendable {
    /// Whether the model may pass the gate.
    package enum Verdict: String, Sendable, Comparable {
        /// Everything was checked, and no finding fails.
        case pass
        /// There are findings of at least the severity that the user set.
        case fail
        /// Something could not be checked, so the model neither passes nor fails.
        case partial
        /// There are no weights.
        case nothing

        /// How bad the verdict is: `partial` is worse than `fail`, and `nothing` is better than either.
        private var rank: Int {
            switch self {
            case .pass: 0
            case .nothing: 1
            case .fail: 2
            case .partial: 3
            }
        }

        package static func < (first: Verdict, second: Verdict) -> Bool {
            first.rank < second.rank
        }

        /// The exit status of the program.
        package var status: Int32 {
            switch self {
            case .pass: 0
            case .fail: 1
            case .partial: 2
            case .nothing: 3
            }
        }
    }

    /// One file with weights.
    package struct Weights: Sendable, Equatable {
        package let file: String
        /// For example, `safetensors`.
        package let format: String
        /// For example, `huggingface-pytorch`; nil when no name is known.
        package let dialect: String?
        package let tensors: Int
        package let bytes: Int
    }

    /// The numbers of the report; tied parameters are counted once in numbers of values.
    package struct Summary: Sendable, Equatable {
        package var verdict: Verdict
        /// The lowest severity that fails; nil: none does.
        package var failOn: Severity? = .error
        /// The word for ``failOn`` where nothing fails.
        static let neverFails = "never"
        /// `headers`, `values` or `run`.
        package var depth: String
        package var expected = 0
        package var loaded = 0
        package var missing = 0
        package var unexpected = 0
        package var mismatched = 0
        /// How many values the model has; nil when no size is known.
        package var parameters: Int?
        /// How many values the library would initialise.
        package var randomParameters: Int?
        /// How many loaded values were never trained.
        package var untrainedParameters = 0
        /// How many parameters are loaded and were checked to the depth that the user asked for.
        package var judged = 0
        /// How many modules have a matrix too small, or of too little precision, to show whether it was trained.
        package var undecided = 0
        /// How many tensors the files have.
        package var tensors = 0
        /// How many tensors were checked to the depth that the user asked for.
        package var checkedTensors = 0
    }

    /// A parameter that the library initialises.
    package struct Missing: Sendable, Equatable {
        package let name: String
        /// The same without the layer's number: `encoder.layer.{layer}.output.dense.weight`.
        package let template: String
        package let layer: Int?
        /// Nil when no size is known.
        package let shape: [Int]?
        /// For example, `normal(0, 0.02)`.
        package let initializer: String
    }

    /// An entry that the library does not load.
    package struct Unexpected: Sendable, Equatable {
        /// The name as the library reports it.
        package let name: String
        /// The name in the file.
        package let tensor: String
        /// Nil for an entry that is no tensor.
        package let shape: [Int]?
        package let elementType: String?
    }

    /// A parameter whose tensor has another shape.
    package struct Mismatched: Sendable, Equatable {
        package let name: String
        package let expected: [Int]
        package let found: [Int]
    }

    /// Something that was not checked.
    package struct Unchecked: Sendable, Equatable {
        package let subject: String
        /// The kind of the fault: `file.checksum`.
        package let code: String
        /// The whole message: file, subject, byte, reason, remedy.
        package let description: String
        /// The causes of the fault.
        package let causes: [String]
        /// What is wrong, as a sentence of its own; empty: only the message is known.
        package var reason = ""
    }

    /// Something that was passed over, and why.
    package struct Skipped: Sendable, Equatable {
        package let path: String
        /// For example, `hidden folder`.
        package let reason: String

        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// The path as the user gave it.
    package let path: String
    /// For example, `bert`; nil when nothing could be opened.
    package let architecture: String?
    /// The user's schema file that describes the architecture; nil: it is built in, or nothing could be opened.
    package var schema: String?
    /// For example, `BertForSequenceClassification`.
    package let className: String?
    /// How the class was found, for a sentence: `from config.json`.
    package let classSource: String?
    /// The library whose loader was followed.
    package let loader: String?
    /// The type that it casts all parameters to: `float16`; nil when it is not known.
    package let loadedType: String?
    package let weights: [Weights]
    package let summary: Summary
    package let missing: [Missing]
    package let unexpected: [Unexpected]
    package let mismatched: [Mismatched]
    /// The findings by rule, but those about files that could run code come first.
    package let findings: [JudgedFinding]
    package let unchecked: [Unchecked]
    /// Weights beside those that the library opens, and what the search for models passed over after this model.
    package var skipped: [Skipped] = []
    /// Remarks on the files, and on unused or expired entries of a policy or a baseline.
    package var notes: [String]
    /// The paths of the policy and the baseline that applied.
    package var policies: [String] = []
    /// Every parameter of the class, in the order of its state_dict; empty when no class is known, or nobody asked for
    /// the list.
    package var parameters: [Parameter] = []
    /// The version of bertconv that made a report that was saved; nil: it is this program's.
    package var toolVersion: String?
    /// The sentences of a report that was saved, where ``parts`` may not be known; nil: they are made from it.
    var savedWords: Words?
    /// The names of the class's parameters, for sentences about parts of the model.
    package var parts = ModelParts()
    /// What an in-toto Statement on the model names, or why there can be none; nil: nobody asked for one.
    package var subjects: Result<[Subject], Fault>?
    /// Why there is nothing at the path that the user gave; nil: something is there.
    package var absence: String?
    /// Whether a conversion was just written that cures what a command cures, so that no command is offered.
    package var isCured = false
    /// When the model was verified; nil: nobody looked at the clock.
    package var timing: Timing?

    /// The verdict in words.
    struct Words: Sendable {
        let headline: String
        let reason: String?
    }

    /// When a model was verified, and how long that took.
    package struct Timing: Sendable, Equatable {
        /// Seconds since 1970, in UTC.
        package let began: Int
        package let seconds: Double

        package init(began: Int, seconds: Double) {
            self.began = began
            self.seconds = seconds
        }
    }
}
