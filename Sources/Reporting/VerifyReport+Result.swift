internal import BertModel
internal import ByteIO
internal import Formats
internal import Tensors
package import Verification

extension VerifyReport {
    /// Puts together what was found and what the user accepts of it.
    ///
    /// - Parameters:
    ///   - findings: all of the result's, judged.
    ///   - failOn: the least severity that fails; nil: none does.
    ///   - notes: what is to be said of the policy.
    package init(_ result: ModelVerifier.Result, _ findings: [JudgedFinding], failOn: Severity?, notes: [String]) {
        let examination = result.examination
        path = result.path
        architecture = examination?.tree.architecture.name
        className = examination?.tree.modelClass.name
        classSource = examination.map { Self.words($0.inspection.classSource) }
        loader = examination?.loading.library
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
        self.findings = findings.enumerated()
            .sorted { ($0.element.finding.rule.number, $0.offset) < ($1.element.finding.rule.number, $1.offset) }
            .map(\.element)
        // A finding that explains why there is nothing says it better.
        let nothing =
            result.findings.isEmpty
            ? result.nothing.map { [(FilePath.name(of: result.path), $0)] } ?? [] : []
        unchecked = (result.unchecked.map { ($0.subject, $0.fault) } + nothing).map { subject, fault in
            Unchecked(
                subject: subject, code: fault.code.description, description: fault.description, causes: fault.causes)
        }
        self.notes = (examination?.checkpoint.remarks.flatMap(\.notes) ?? []) + notes
        let fails = findings.contains { judged in
            judged.acceptance == nil && (failOn.map { judged.severity >= $0 } ?? false)
        }
        let verdict: Verdict =
            !result.unchecked.isEmpty ? .partial : fails ? .fail : result.nothing != nil ? .nothing : .pass
        summary = Self.summary(of: examination, verdict, unchecked: result.unchecked.count)
    }

    private static func summary(of examination: Examination?, _ verdict: Verdict, unchecked: Int) -> Summary {
        guard let examination else { return Summary(verdict: verdict, depth: Examination.Depth.headers.rawValue) }
        let loading = examination.loading
        let tensors = examination.tensorCount
        let isMeasured = examination.tree.parameters.allSatisfy { $0.shape != nil }
        return Summary(
            verdict: verdict, depth: examination.depth.rawValue, expected: examination.tree.parameters.count,
            loaded: examination.tree.parameters.count - loading.missing.count - loading.mismatched.count,
            missing: loading.missing.count, unexpected: loading.unexpected.count,
            mismatched: loading.mismatched.count,
            parameters: isMeasured ? examination.tree.elementCount : nil,
            randomParameters: isMeasured ? loading.filledElementCount : nil,
            untrainedParameters: examination.modules.reduce(0) { $0 + $1.untrainedElementCount },
            undecided: examination.modules.count { $0.isUndecided }, tensors: tensors,
            checkedTensors: examination.depth == .values
                ? examination.values.checkedCount : examination.checkpoint.table.count)
    }

    private static func weights(_ examination: Examination) -> [Weights] {
        let checkpoint = examination.checkpoint
        return checkpoint.files.map { file in
            let entries = checkpoint.table.entries.filter { $0.file === file || $0.file.path == file.path }
            return Weights(
                file: file.path, format: checkpoint.format.rawValue,
                dialect: examination.binding.isRecognised ? examination.binding.dialect.name : nil,
                tensors: entries.count, bytes: entries.reduce(0) { $0 + $1.byteCount })
        }
    }

    private static func words(_ source: Inspection.ClassSource) -> String {
        switch source {
        case .stated: "as you said"
        case .configuration: "from config.json"
        case .heads(let others) where others.isEmpty: "by its heads"
        case .heads(let others): "by its heads; \(others.joined(separator: " or ")) fits too, --as decides"
        }
    }
}
