package import Verification

/// What `verify` says of one model; every output format shows the same facts.
package struct VerifyReport: Sendable {
    /// The gate's answer.
    package enum Verdict: String, Sendable, Comparable {
        /// Nothing counts against it, and everything was checked.
        case pass
        /// Findings at or above what the user set.
        case fail
        /// Something could not be checked, so neither can be said.
        case partial
        /// There are no weights.
        case nothing

        /// How bad it is: what could not be checked is worse than what failed, and no weights are better than either.
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

    /// Numbers of the report; parameters are counted in values, tied ones once.
    package struct Summary: Sendable, Equatable {
        package var verdict: Verdict
        /// `headers` or `values`.
        package var depth: String
        package var expected = 0
        package var loaded = 0
        package var missing = 0
        package var unexpected = 0
        package var mismatched = 0
        /// Values of the model; nil when no size is known.
        package var parameters: Int?
        /// Values that the loader would fill.
        package var randomParameters: Int?
        /// Values that were loaded and never trained.
        package var untrainedParameters = 0
        /// Parameters that are loaded and were looked at as closely as asked.
        package var judged = 0
        /// Modules whose matrix is too small, or of too little precision, to tell whether it was trained.
        package var undecided = 0
        /// Tensors in the files.
        package var tensors = 0
        /// Tensors that were checked as closely as asked.
        package var checkedTensors = 0
    }

    /// A parameter that the loader fills.
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

    /// An entry that the loader has no place for.
    package struct Unexpected: Sendable, Equatable {
        /// As the loader reports it.
        package let name: String
        /// As it is in the file.
        package let tensor: String
        /// Nil for an entry that is no tensor.
        package let shape: [Int]?
        package let elementType: String?
    }

    /// A tensor of another shape than its parameter.
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
        /// The whole line: file, thing, byte, reason, remedy.
        package let description: String
        /// What lies behind it.
        package let causes: [String]
    }

    /// The path as the user gave it.
    package let path: String
    /// For example, `bert`; nil when nothing could be opened.
    package let architecture: String?
    /// For example, `BertForSequenceClassification`.
    package let className: String?
    /// How the class was found, for a sentence: `from config.json`.
    package let classSource: String?
    /// The library whose loader was followed.
    package let loader: String?
    /// The type that it casts all parameters to: `float16`; nil: it is not known.
    package let loadedType: String?
    package let weights: [Weights]
    package let summary: Summary
    package let missing: [Missing]
    package let unexpected: [Unexpected]
    package let mismatched: [Mismatched]
    /// In the order of their rules, but that what would run code comes first.
    package let findings: [JudgedFinding]
    package let unchecked: [Unchecked]
    /// What a careful user should know: of the files, of stale or expired entries of a policy.
    package let notes: [String]
}
