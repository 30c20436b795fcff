internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors
package import Verification

extension VerifyReport {
    /// The report of a result and of what the user accepts.
    ///
    /// - Parameters:
    ///   - findings: all findings of the result, judged.
    ///   - failOn: the lowest severity that fails; nil: none does.
    ///   - notes: notes about the policy and the baseline.
    ///   - policies: the paths of the policy and the baseline that applied.
    ///   - skipped: what the search for models passed over.
    ///   - listsParameters: whether it lists ``parameters``, which takes time.
    package init(
        _ result: ModelVerifier.Result, _ findings: [JudgedFinding], failOn: Severity?, notes: [String],
        policies: [String] = [], skipped: [Skipped] = [], listsParameters: Bool = true
    ) {
        self.policies = policies
        let examination = result.examination
        path = result.path
        architecture = examination?.tree.architecture.name
        schema = examination?.tree.architecture.schemaPath
        className = examination?.tree.modelClass.name
        classSource = examination?.model.classSource.description
        loader = examination?.loading.library
        loadedType = examination?.model.loadedType?.elementType.word
        weights = examination.map(Self.weights) ?? []
        missing =
            examination.map { examination in
                examination.loading.missing.map { Missing($0, of: examination.tree) }
            } ?? []
        unexpected = (examination?.loading.unexpected ?? []).map { unexpected in
            Unexpected(
                name: unexpected.name, tensor: unexpected.entry?.name ?? unexpected.name,
                shape: unexpected.entry?.shape.dimensions, elementType: unexpected.entry?.elementType.rawValue)
        }
        mismatched = (examination?.loading.mismatched ?? []).map {
            Mismatched(name: $0.parameter.name, expected: $0.expected.dimensions, found: $0.found.dimensions)
        }
        self.findings = Self.ordered(findings)
        // A finding already explains why there is nothing to check.
        let nothing =
            result.findings.isEmpty
            ? result.nothing.map { [(FilePath.name(of: result.path), $0)] } ?? [] : []
        unchecked = (result.unchecked.map { ($0.subject, $0.fault) } + nothing).map { subject, fault in
            Unchecked(
                subject: subject, code: fault.code.description, description: fault.description, causes: fault.causes,
                reason: subject == Behaviour.subject ? fault.clause(about: fault.subject) : fault.clause)
        }
        self.skipped = (examination.map(Self.otherWeights) ?? []) + skipped
        self.notes =
            (examination?.checkpoint.remarks.flatMap(\.notes) ?? [])
            + [examination?.belonging?.note, examination?.behaviour?.note].compactMap(\.self) + notes
        let fails = findings.contains { judged in
            judged.acceptance == nil && (failOn.map { judged.severity >= $0 } ?? false)
        }
        let verdict: Verdict =
            !result.unchecked.isEmpty
            ? .partial
            : fails ? .fail : result.nothing != nil ? .nothing : Self.isWhollyJudged(result) ? .pass : .partial
        var summary = Self.summary(
            of: examination, verdict, isStopped: findings.contains { $0.finding.loaderStop != nil })
        summary.failOn = failOn
        self.summary = summary
        parameters = listsParameters ? examination.map { Parameter.all($0, findings) } ?? [] : []
        parts =
            examination.map {
                ModelParts(
                    names: $0.tree.parameters.filter { $0.tiedTo == nil }.map(\.name),
                    prefix: $0.tree.architecture.backbonePrefix)
            } ?? ModelParts()
        let fault = examination == nil ? result.unchecked.first?.fault : nil
        absence = fault.flatMap { $0.code == .fileMissing && $0.file == result.path ? $0.reason : nil }
    }

    /// The findings by rule, but those about files that could run code come first.
    private static func ordered(_ findings: [JudgedFinding]) -> [JudgedFinding] {
        findings.enumerated().sorted { first, second in
            let rules = (first.element.finding.rule, second.element.finding.rule)
            let isUnsafe = (rules.0 == .unsafePickle, rules.1 == .unsafePickle)
            guard isUnsafe.0 == isUnsafe.1 else { return isUnsafe.0 }
            return (rules.0.number, first.offset) < (rules.1.number, second.offset)
        }.map(\.element)
    }

    /// - Parameter isStopped: whether the library loads nothing, so that no value is loaded and untrained.
    private static func summary(of examination: Examination?, _ verdict: Verdict, isStopped: Bool) -> Summary {
        guard let examination else { return Summary(verdict: verdict, depth: Examination.Depth.headers.rawValue) }
        let loading = examination.loading
        let tensors = examination.tensorCount
        let sentence = examination.sentence
        let further = sentence?.parameterCount ?? 0
        let isMeasured = examination.tree.parameters.allSatisfy { $0.shape != nil }
        return Summary(
            verdict: verdict, depth: examination.depth.rawValue, expected: examination.tree.parameters.count + further,
            loaded: examination.tree.parameters.count + further - loading.missing.count - loading.mismatched.count,
            missing: loading.missing.count, unexpected: loading.unexpected.count,
            mismatched: loading.mismatched.count,
            parameters: isMeasured
                ? examination.tree.elementCount.clampedSum(sentence?.elementCount ?? 0) : nil,
            randomParameters: isMeasured ? loading.filledElementCount : nil,
            untrainedParameters: isStopped || !loading.mismatched.isEmpty
                ? 0 : examination.modules.reduce(0) { $0 + $1.untrainedElementCount },
            judged: examination.states.count { if case .judged = $0.state { true } else { false } }
                + (sentence?.judgedCount(examination.depth) ?? 0),
            undecided: examination.modules.count { $0.isUndecided }, tensors: tensors + further,
            checkedTensors: (examination.depth >= .values
                ? examination.values.checkedCount : examination.checkpoint.table.count)
                + (sentence?.checkedCount(examination.depth) ?? 0))
    }

    /// Whether every parameter was judged, or a finding explains why the library does not load it.
    private static func isWhollyJudged(_ result: ModelVerifier.Result) -> Bool {
        guard let examination = result.examination else { return result.nothing != nil }
        let sentence = examination.sentence
        guard sentence.map({ $0.judgedCount(examination.depth) == $0.parameterCount }) ?? true else { return false }
        let saysWhy = result.findings.contains { $0.rule.number < Rule.nonFinite.number }
        return examination.states.allSatisfy { state in
            switch state.state {
            case .judged: true
            case .notJudged: false
            case .missing, .mismatched: saysWhy
            }
        }
    }

    private static func otherWeights(_ examination: Examination) -> [Skipped] {
        let place = examination.facts.place
        return place.otherWeights.map {
            Skipped(path: FilePath.join(place.folder, $0), reason: "weights that the library does not open")
        }
            + (examination.facts.others?.names ?? []).map {
                Skipped(path: FilePath.join(place.folder, $0), reason: "weights beside the file that was named")
            }
    }

    /// The files of modules of sentence-transformers.
    private static func modules(_ examination: Examination) -> [Weights] {
        (examination.sentence?.modules ?? []).compactMap(\.checkpoint).flatMap { checkpoint in
            checkpoint.files.map { file in
                Weights(
                    file: file.path, format: checkpoint.format.rawValue, dialect: "sentence-transformers",
                    tensors: checkpoint.table.count, bytes: checkpoint.table.byteCount)
            }
        }
    }

    private static func weights(_ examination: Examination) -> [Weights] {
        let checkpoint = examination.checkpoint
        // The index of a TensorFlow checkpoint has no values; variables whose parts are in data files are read by it.
        let data = checkpoint.files.filter { checkpoint.format != .tensorBundle || $0.path != checkpoint.path }
        let isJoined = checkpoint.table.entries.contains { $0.file.path == checkpoint.path }
        let files = isJoined && data.count > 1 ? checkpoint.files : data
        return files.map { file in
            let entries =
                files.count == 1
                ? checkpoint.table.entries
                : checkpoint.table.entries.filter { $0.file === file || $0.file.path == file.path }
            return Weights(
                file: file.path, format: checkpoint.format.rawValue,
                dialect: examination.binding.isRecognised ? examination.binding.dialect.name : nil,
                tensors: entries.count, bytes: entries.reduce(0) { $0 + $1.byteCount })
        } + modules(examination)
    }
}
