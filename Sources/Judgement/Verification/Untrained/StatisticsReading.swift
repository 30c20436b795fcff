package import ByteIO
internal import Forensics
package import Formats
package import ModelSchema
package import Tensors

/// The tensors whose statistics somebody wants, with the other parts of their modules, which are judged with them.
package struct StatisticsReading: Sendable {
    /// The tensors that will be read.
    package private(set) var table = TensorTable()
    private let wanted: Set<String>
    private let roles: [String: TensorRole]
    private let parts: [String: ModulePart]

    /// Plans to read tensors of a checkpoint, which must be decoded.
    ///
    /// - Parameters:
    ///   - binding: which parameters the tensors are; nil when no name is known.
    ///   - isWanted: whether to return the statistics of a tensor.
    package init(
        _ checkpoint: Checkpoint, _ binding: Binding?, _ architecture: Architecture?,
        isWanted: (TensorEntry) -> Bool
    ) {
        let known = binding.flatMap { binding in architecture.map { (binding, $0) } }
        roles = known.map { TensorRole.all($0, $1) } ?? [:]
        let parameters = binding?.parameters ?? [:]
        let templates = Dictionary(
            (architecture?.parameters ?? []).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        var parts: [String: ModulePart] = [:]
        for entry in checkpoint.table.entries {
            let path = parameters[entry.name]
            parts[entry.name] = ModulePart(entry.name, path, path.flatMap { templates[$0.template] })
        }
        let chosen = checkpoint.table.entries.filter(isWanted)
        let modules = Set(chosen.compactMap { parts[$0.name]?.module })
        for entry in checkpoint.table.entries where parts[entry.name].map({ modules.contains($0.module) }) ?? false {
            _ = table.insert(entry)
        }
        wanted = Set(chosen.map(\.name))
        self.parts = parts
    }

    /// Reads and judges the values.
    ///
    /// - Parameters:
    ///   - seeds: the seeds whose streams are tried.
    ///   - initializerRange: the standard deviation of fresh weights by config.json; nil when it does not say.
    ///   - progress: called with the number of bytes read since the last call.
    /// - Returns: a row for each wanted tensor of floats, in the order of the file, and the tensors that could not be
    ///   read.
    package func read(
        seeds: [UInt64], initializerRange: Double?, progress: (Int) -> Void
    ) throws(Fault) -> (rows: [TensorStatistics], unchecked: [Unchecked]) {
        var pass = ValuePass()
        pass.read(table, roles, progress: progress)
        let judge = UntrainedJudge(seeds: seeds, initializerRange: initializerRange)
        var verdicts: [ModulePart.Module: UntrainedVerdict] = [:]
        for (module, values) in modules(pass) { verdicts[module] = try judge.verdict(on: values) }
        let withWeight = Set(parts.values.filter { !$0.isBias }.map(\.module))
        var rows: [TensorStatistics] = []
        for entry in table.entries where wanted.contains(entry.name) {
            guard let evidence = pass.evidence[entry.name], let part = parts[entry.name] else { continue }
            let leavesDoubt = (evidence.structure?.evidence ?? .infinity) <= Threshold.structure
            let range = part.isNormal ? initializerRange.flatMap { $0 > 0 ? $0 : nil } : nil
            rows.append(
                TensorStatistics(
                    entry: entry, evidence: evidence,
                    replay: SeedReplay.best(
                        head: evidence.head, elementCount: evidence.shape.elementCount, seeds: seeds),
                    edge: leavesDoubt
                        ? try LeadingRows.edge(of: values(entry, evidence), enough: .infinity) : nil,
                    untouchedRows: pass.untouchedRows[entry.name]?.runs ?? [],
                    initializerRatio: range.map { evidence.std / $0 },
                    verdict: verdicts[part.module] ?? .undecided,
                    isBiasOfWeight: part.isBias && withWeight.contains(part.module)))
        }
        return (rows, pass.unchecked)
    }

    /// The modules of what was read; of a part that is there twice, the first counts.
    private func modules(_ pass: ValuePass) -> [ModulePart.Module: ModuleValues] {
        var weights: [ModulePart.Module: TensorEntry] = [:]
        var biases: [ModulePart.Module: TensorEntry] = [:]
        for entry in table.entries {
            guard let part = parts[entry.name], pass.evidence[entry.name] != nil else { continue }
            if part.isBias {
                biases[part.module] = biases[part.module] ?? entry
            } else {
                weights[part.module] = weights[part.module] ?? entry
            }
        }
        var modules: [ModulePart.Module: ModuleValues] = [:]
        for module in Set(weights.keys).union(biases.keys) {
            let weight = weights[module]
            // The tests are for matrices and vectors.
            guard weight?.shape.rank ?? 1 <= 2 else { continue }
            modules[module] = ModuleValues(
                name: module.name, weight: part(weight, pass), bias: part(biases[module], pass),
                untouchedRows: weight.flatMap { pass.untouchedRows[$0.name] })
        }
        return modules
    }

    private func part(_ entry: TensorEntry?, _ pass: ValuePass) -> ModuleValues.Part? {
        entry.flatMap { entry in pass.evidence[entry.name].map { values(entry, $0) } }
    }

    private func values(_ entry: TensorEntry, _ evidence: TensorEvidence) -> ModuleValues.Part {
        ModuleValues.Part(
            entry: entry, isTransposed: roles[entry.name]?.isTransposed ?? false, evidence: evidence)
    }
}

/// Which part of which module a tensor is: by the schema, or by the end of a name that no schema knows.
private struct ModulePart: Sendable {
    struct Module: Hashable {
        let name: String
        let isKnown: Bool
    }

    let module: Module
    let isBias: Bool
    /// Whether fresh values are normal.
    let isNormal: Bool

    init(_ name: String, _ path: ParameterPath?, _ template: ParameterTemplate?) {
        if let path, let template {
            module = Module(
                name: path.sibling(template.module).description, isKnown: true)
            isBias = template.name == "bias"
            isNormal = template.initializer.isRandom
            return
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        isBias = parts.count > 1 && parts.last == "bias"
        let isPart = isBias || parts.count > 1 && parts.last == "weight"
        module = Module(name: isPart ? parts.dropLast().joined(separator: ".") : name, isKnown: false)
        isNormal = false
    }
}
