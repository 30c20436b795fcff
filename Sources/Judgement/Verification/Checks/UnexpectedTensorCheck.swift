internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors
internal import TorchArchive

extension Rule {
    package static let unexpectedTensor = Rule("BC102", "unexpected-tensor", .warning, needs: .headers)
}

extension Check {
    static let unexpectedTensor = Check(
        .unexpectedTensor, page: PackageResources.BC102_md, verify: UnexpectedTensorCheck.findings,
        convert: UnexpectedTensorCheck.findings)
}

/// BC102: a tensor that the class does not use; it is a note if it is the head of another class.
enum UnexpectedTensorCheck {
    /// For a conversion, which copies such tensors.
    static func findings(_ model: ModelCase) -> [Finding] {
        let tree = model.tree
        var findings: [Finding] = []
        for path in model.binding.order where tree[path] == nil && !LayerCountCheck.isExtraLayer(path, tree) {
            guard let tensor = model.binding[path] else { continue }
            findings.append(
                finding(
                    tensor.entry, path, tree, "nothing is lost: a conversion copies it under its canonical name"))
        }
        findings += neverTrained(model.binding, path: model.checkpoint.path, "a conversion leaves it out")
        findings += otherModel(
            model.binding, path: model.checkpoint.path, "a conversion leaves it out; --as with its class writes it")
        for entry in model.binding.unmapped {
            findings.append(
                unknown(entry, tree, "it is copied under its own name; --drop-unmapped leaves it out"))
        }
        return findings
    }

    /// For a loader.
    ///
    /// Tensors that another rule explains are not reported here.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        let tree = examination.tree
        let binding = examination.binding
        let collisions = Set(try NameCollisionCheck.findings(examination).map(\.subject))
        let paths = examination.loading.unexpected.isEmpty ? [:] : binding.parameters
        let explained = Set(
            binding.buffers.map(\.entry.name) + binding.unused.map(\.entry.name) + binding.others.map(\.entry.name))
        return unloadable(examination) + otherEntries(examination) + secondModels(examination)
            + neverTrained(binding, path: examination.checkpoint.path, "nothing needs to be done")
            + otherModel(
                binding, path: examination.checkpoint.path, "nothing needs to be done, unless you want that model")
            + examination.loading.unexpected.compactMap { unexpected in
                guard let entry = unexpected.entry else { return nil }
                guard examination.diagnosis.tensors[entry.name] == nil, !explained.contains(entry.name),
                    !collisions.contains(entry.name)
                else { return nil }
                guard let path = paths[entry.name] else {
                    return unknown(
                        entry, tree,
                        examination.loading.missing.isEmpty
                            ? "remove it from the file if nothing needs it"
                            : "find out what it is before you remove it: parameters are missing")
                }
                if LayerCountCheck.isExtraLayer(path, tree) || PositionEmbeddingCheck.isRemoved(path, tree) {
                    return nil
                }
                return finding(
                    entry, path, tree, "nothing needs to be done if you want a \(tree.modelClass.name)")
            }
    }

    /// A module that the program builds and never trains: one finding for all its tensors.
    private static func neverTrained(_ binding: Binding, path: String, _ help: String) -> [Finding] {
        binding.dialect.unused.compactMap { module in
            guard let first = binding.unused.first(where: { $0.module.spelling == module.spelling }) else { return nil }
            let instead = binding.order.first { $0.template.hasPrefix(module.replacement + ".") }
                .flatMap { binding[$0]?.entry.name }
            return Finding(
                .unexpectedTensor, severity: .note, subject: first.entry.name, .tensor, file: path,
                message: "was never trained: \(binding.dialect.title) builds '\(module.spelling)' and never computes "
                    + "with it" + (instead.map { "; \(module.replacement) is read from '\($0)'" } ?? ""),
                help: help, evidence: [("module", .string(module.spelling))])
        }
    }

    /// Another model that the program saves in the same file: one finding for all its tensors.
    private static func otherModel(_ binding: Binding, path: String, _ help: String) -> [Finding] {
        guard let first = binding.others.first else { return [] }
        return [
            Finding(
                .unexpectedTensor, severity: .note, subject: first.entry.name, .tensor, file: path,
                message: "is one of \(binding.others.count) tensors of another model in the file, read as "
                    + "\(first.model)",
                help: help, evidence: [("tensors", .integer(binding.others.count))])
        ]
    }

    /// A whole model beside the one that is loaded: one finding for all its tensors.
    private static func secondModels(_ examination: Examination) -> [Finding] {
        var counts: [String: Int] = [:]
        for case .second(let prefix) in examination.diagnosis.tensors.values { counts[prefix, default: 0] += 1 }
        let tree = examination.tree
        return counts.sorted { $0.key < $1.key }.map { prefix, count in
            Finding(
                .unexpectedTensor, subject: prefix, file: examination.checkpoint.path,
                message: "is the prefix of \(count) tensors of a second \(tree.architecture.title) in the file, which "
                    + "\(tree.modelClass.name) does not use",
                help: "nothing needs to be done if the other model is the one that you want; a teacher is not needed "
                    + "after distillation",
                evidence: [("prefix", .string(prefix)), ("tensors", .integer(count))])
        }
    }

    /// A name that makes the library fail, whatever else the file holds.
    private static func unloadable(_ examination: Examination) -> [Finding] {
        guard examination.model.library.matching == .names else { return [] }
        let unexpected = examination.loading.unexpected.map { $0.entry?.name ?? $0.name }
        guard let name = unexpected.first(where: { NaturalOrder.unreadableNumber(in: $0) != nil }),
            let part = NaturalOrder.unreadableNumber(in: name)
        else { return [] }
        return [
            Finding(
                .unexpectedTensor, severity: .error, subject: name, .tensor, file: examination.checkpoint.path,
                message: "has '\(part)' in its name, which Python cannot turn into a number: "
                    + "\(examination.model.library.title) fails to load the whole model",
                help: "remove it from the file, or rename it")
        ]
    }

    private static func finding(
        _ entry: TensorEntry, _ path: ParameterPath, _ tree: ParameterTree, _ help: String
    ) -> Finding {
        let templates = tree.architecture.parameters.filter { $0.path == path.template }
        let template = templates.first { tree.modelClass.components.contains($0.component) } ?? templates.first
        let isOtherHead = template.map { !tree.modelClass.components.contains($0.component) } ?? false
        let reason =
            if isOtherHead {
                "belongs to another class's head (\(template?.component ?? "")); "
                    + "\(tree.modelClass.name) does not use it"
            } else if let field = template?.conditions.first?.field {
                "does not belong to this configuration (\(field)); a loader drops it"
            } else {
                "has the name of a parameter, but a loader drops it"
            }
        return Finding(
            .unexpectedTensor, severity: isOtherHead ? .note : .warning, about: entry, message: reason, help: help)
    }

    private static func unknown(_ entry: TensorEntry, _ tree: ParameterTree, _ help: String) -> Finding {
        Finding(
            .unexpectedTensor, about: entry, message: "has a name that no parameter of \(tree.architecture.title) has",
            help: help)
    }

    /// Entries of a PyTorch file that are no tensors: harmless, unless the library asks the first one for its type.
    private static func otherEntries(_ examination: Examination) -> [Finding] {
        let checkpoint = examination.checkpoint
        // A weight that was not read is reported as such.
        let withheld = Set(examination.withheldWeights.map(\.name))
        let names = examination.loading.unexpected.filter { $0.entry == nil && !withheld.contains($0.name) }.map(\.name)
        let isAsked = checkpoint.remarks.contains { $0.beginsWithOther || !$0.nesting.isEmpty }
        let saysType =
            examination.model.library.cast.map { examination.facts.configuration?.statedType($0) != nil } ?? true
        if isAsked, !saysType, let first = names.first {
            return [
                Finding(
                    .unexpectedTensor, severity: .error, subject: first, .tensor, file: checkpoint.path,
                    message: "is no tensor and comes before the weights: transformers 5 asks it for its type, because "
                        + "config.json has no 'dtype', and fails",
                    help: "save the weights alone, or set 'dtype' in config.json",
                    conversion: "convert it, which writes the weights alone")
            ]
        }
        guard checkpoint.nesting.isEmpty else { return [] }
        return names.map { name in
            Finding(
                .unexpectedTensor, severity: .note, subject: name, .tensor, file: checkpoint.path,
                message: "is no tensor; loaders ignore it", help: "nothing needs to be done")
        }
    }
}
