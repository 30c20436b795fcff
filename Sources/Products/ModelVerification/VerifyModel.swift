internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Policies
internal import Reporting
internal import Verification

/// How closely a model is checked.
///
/// Unstable until bertconv 1.0.
public enum Depth: Sendable {
    /// Names, types and shapes of tensors, and the files of the folder: milliseconds, but blind to values.
    case headers
    /// All values, too.
    case values
}

/// How much a finding matters.
///
/// Unstable until bertconv 1.0.
public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Worth knowing.
    case note
    /// Probably wrong.
    case warning
    /// The model that is loaded is not the one that was trained, or it should not be loaded at all.
    case error
}

/// Checks a model as its loader would load it, as `bertconv verify` does.
///
/// What is checked is whether the library builds exactly the parameters that the files hold, and whether their values
/// were trained and belong together.
///
///     let report = try verify("bert-base-uncased")
///     guard report.verdict == .pass else { throw Refused(report.text) }
///
/// Nothing in a file is executed. Memory is that of `bertconv verify`, at most 64 MiB whatever the size of the model.
/// Several models can be verified at the same time, from several threads.
///
/// Unstable until bertconv 1.0.
///
/// - Parameters:
///   - path: a model folder, a checkpoint file, or the index of a sharded set.
///   - className: the class that will load the model, such as `BertForMaskedLM`; nil: the one in config.json.
///   - loader: the library that will load it: a name of ``loaders``; nil: the first of them.
///   - depth: how closely to check.
///   - failOn: the lowest severity that fails; nil: none does.
///   - policy: a file that says which findings are accepted, lowered or raised (`docs/policy.md`); nil: there is none.
///   - schemas: files that describe architectures of your own, which are known beside the built-in ones
///     (`docs/architectures.md`).
///   - hdf5Helper: the program `bertconv-hdf5`, a product of this package, which reads HDF5 files in a process of its
///     own. Nil: it is in the folder of the running program, or in `libexec/bertconv` beside that folder. If it is
///     needed and not there, the verdict is ``Report/Verdict-swift.enum/partial``.
///   - scratchFolder: where compressed tensors are decoded to, in a file without a name, while they are read.
/// - Returns: the verdict and everything that was found.
/// - Throws: ``VerificationError`` if the class or the loader is unknown, or the policy or a schema cannot be read.
public func verify(
    _ path: String, as className: String? = nil, loader: String? = nil, depth: Depth = .values,
    failOn: Severity? = .error, policy: String? = nil, schemas: [String] = [], hdf5Helper: String? = nil,
    scratchFolder: String = "/tmp"
) throws(VerificationError) -> Report {
    do throws(Fault) {
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: hdf5Helper ?? HelperPlace.find()), depth: depth.examined,
            as: className, scratchFolder: scratchFolder,
            library: try loader.map { name throws(Fault) in try Library.named(name) },
            known: try KnownArchitectures(adding: schemas))
        let policy = try policy.map { path throws(Fault) in try Policy(path: path) }
        let today = try CalendarDay.today()
        let result = verifier.verify(path)
        var judge = Judge(today: today, skipped: Rule.skipped(at: depth.examined))
        let (findings, notes) = judge.judge(result.findings, of: path, by: policy)
        let threshold = failOn?.judged
        return Report(
            VerifyReport(
                result, findings, failOn: threshold, notes: notes + judge.notes,
                policies: [policy?.path].compactMap(\.self)), failOn: threshold)
    } catch {
        throw VerificationError(error)
    }
}

/// The names of the libraries whose loading can be followed, such as `transformers-5.23`; the first is the default.
///
/// Unstable until bertconv 1.0.
public var loaders: [String] {
    ((try? Library.all()) ?? []).map(\.name)
}

extension Depth {
    fileprivate var examined: Examination.Depth {
        switch self {
        case .headers: .headers
        case .values: .values
        }
    }
}

extension Severity {
    init(_ severity: Verification.Severity) {
        self =
            switch severity {
            case .note: .note
            case .warning: .warning
            case .error: .error
            }
    }

    fileprivate var judged: Verification.Severity {
        switch self {
        case .note: .note
        case .warning: .warning
        case .error: .error
        }
    }
}

extension Severity: Comparable {
    /// Whether the first matters less.
    public static func < (first: Severity, second: Severity) -> Bool {
        first.judged < second.judged
    }
}
