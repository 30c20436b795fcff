internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors
internal import TorchArchive

extension Rule {
    package static let missingParameter = Rule("BC101", "missing-parameter", .error, needs: .headers)
}

extension Check {
    static let missingParameter = Check(
        .missingParameter, page: PackageResources.BC101_md, verify: MissingParameterCheck.findings,
        convert: MissingParameterCheck.findings)
}

/// BC101: a parameter of the class is in no file, so a loader initialises it.
enum MissingParameterCheck {
    /// For a conversion, which recovers parameters by their names.
    static func findings(_ model: ModelCase) -> [Finding] {
        model.coverage.missing.map { finding($0, model) }
    }

    /// For a loader.
    ///
    /// Parameters that another rule explains are not reported here.
    static func findings(_ examination: Examination) -> [Finding] {
        guard !examination.loading.missing.isEmpty else { return [] }
        let heads = newHeads(examination)
        let renamedHelp = renamedHelp(examination)
        let undecidedHelp = undecidedHelp(examination)
        let uses = examination.diagnosis.reparametrised.uses
        let unknown = unknownHelp(examination)
        // A parameter that is in the file and was not read is not missing.
        let withheld = Set(
            examination.withheldWeights.compactMap { examination.binding.dialect.match($0.name)?.parameter })
        let absent = Set(examination.model.coverage.missing.map(\.path))
        return examination.loading.missing
            .filter { examination.diagnosis.reasons[$0.path] == nil }
            .filter { !withheld.contains($0.path) }
            .map { parameter in
                if let use = uses[parameter.path] { return finding(parameter, use, examination.model) }
                if let finding = finding(parameter, renamed: examination, help: renamedHelp)
                    ?? finding(parameter, severalFit: examination, help: undecidedHelp)
                {
                    return finding
                }
                // sentence-transformers loads the bare class; in others a head works with the pooler.
                let isUnused = parameter.component == poolerComponent && examination.tree.modelClass.isBare
                let pooling = isUnused ? examination.facts.pooling : nil
                return finding(
                    parameter, examination.model, unusedBy: pooling, isNewHead: heads.contains(parameter.component),
                    unknown: unknown, isElsewhere: !absent.contains(parameter.path),
                    isEmpty: examination.checkpoint.table.entries.isEmpty)
            }
    }

    /// Components of the class that are missing entirely from a file with others: it was saved as another class.
    private static func newHeads(_ examination: Examination) -> Set<String> {
        let loaded = Set(examination.loading.loaded.keys)
        let parameters = examination.tree.parameters
        let present = Set(parameters.filter { loaded.contains($0.path) }.map(\.component))
        return present.isEmpty ? [] : Set(parameters.map(\.component)).subtracting(present)
    }

    /// The component that sentence-transformers does not use.
    static let poolerComponent = "pooler"

    /// The help for a file with tensors of unknown names, which may be what is missing; nil: it has none.
    private static func unknownHelp(_ examination: Examination) -> String? {
        let diagnosis = examination.diagnosis
        let strangers = examination.binding.unmapped.filter { entry in
            let reason = diagnosis.tensors[entry.name]
            return entry.elementType.isWeight && entry.shape.rank > 0 && (reason == nil || reason == .renamed)
        }
        guard let first = strangers.first else { return nil }
        if examination.facts.hasOwnClasses {
            return
                "config.json names classes of its own ('auto_map'), and the file has names that only these know, such "
                + "as '\(first.name)': load the model with that code, which bertconv cannot judge"
        }
        return
            "find out whether tensors of unknown names, such as '\(first.name)', are these parameters in another form"
    }

    private static func finding(
        _ parameter: Parameter, _ model: ModelCase, unusedBy pooling: Pooling? = nil, isNewHead: Bool = false,
        unknown: String? = nil, isElsewhere: Bool = false, isEmpty: Bool = false
    ) -> Finding {
        var message = filling(parameter, model)
        var help =
            PositionEmbeddingCheck.help(missing: parameter.path, model.tree) ?? unknown
            ?? (isNewHead
                ? "the file was saved by another class: train this part before use, or pass that class with --as"
                : "get the complete checkpoint")
        if let pooling {
            let modes = pooling.modes.isEmpty ? "no mode" : pooling.modes.joined(separator: ", ")
            message += "; sentence-transformers does not use it here: \(pooling.file) pools by \(modes)"
            help = "fine if only sentence-transformers uses the model; 'pooler_output' is noise"
        } else if parameter.component == poolerComponent, model.tree.modelClass.isBare, !isEmpty {
            // Nobody can tell an encoder that never had one from a file that has lost it.
            help =
                "many encoders are trained without a pooler: if nothing uses 'pooler_output', accept this in a policy; "
                + "otherwise get the complete checkpoint"
        }
        return finding(
            parameter, model, severity: pooling == nil ? nil : .warning, message, help,
            conversion: isElsewhere ? "convert it, which finds the values under another name" : nil)
    }

    /// A parameter that probably is in the file under another name.
    ///
    /// - Parameter help: what to do about all of them.
    private static func finding(
        _ parameter: Parameter, renamed examination: Examination, help: (same: String, fused: String)
    ) -> Finding? {
        let renamed = examination.diagnosis.renamed
        guard let entry = renamed[parameter] else { return nil }
        let isFused = renamed.fused[parameter.path] != nil
        let connection =
            isFused
            ? "'\(entry.name)', \(entry.shape), probably has it together with others"
            : "'\(entry.name)' has its shape, and probably is the same"
        return finding(
            parameter, examination.model, filling(parameter, examination.model) + "; " + connection,
            isFused ? help.fused : help.same, tensor: entry.name)
    }

    /// A parameter of whose shape and place the file has tensors, whose names do not tell which of them it is.
    private static func finding(
        _ parameter: Parameter, severalFit examination: Examination, help: String
    ) -> Finding? {
        let candidates = examination.diagnosis.renamed.candidates(for: parameter)
        guard !candidates.isEmpty else { return nil }
        return finding(
            parameter, examination.model,
            filling(parameter, examination.model) + "; " + names(candidates)
                + (candidates.count == 1
                    ? " has its shape, and the name does not tell whether it is the same"
                    : " have its shape, and no name tells which one it is"),
            help, candidates: candidates.map(\.name))
    }

    /// What to do about parameters of whose shape and place the file has tensors: one sentence for all of them.
    private static func undecidedHelp(_ examination: Examination) -> String {
        let renamed = examination.diagnosis.renamed
        let undecided = examination.loading.missing.filter { !renamed.candidates(for: $0).isEmpty }
        guard let first = undecided.first else { return "" }
        let others = undecided.count > 1 ? ", and others may be \(undecided.count - 1) other parameters" : ""
        let candidates = renamed.candidates(for: first)
        let may = candidates.count == 1 ? "may be" : "may each be"
        return
            "\(names(candidates)) \(may) '\(first.name)'\(others): shapes and names do not tell; find out from the "
            + "program that saved the file, rename them and save again, because a wrong choice loads without an error"
    }

    private static func names(_ candidates: [TensorEntry]) -> String {
        let shown = candidates.prefix(candidatesShown).map { "'\($0.name)'" }.joined(separator: ", ")
        return candidates.count > candidatesShown ? "\(shown) and \(candidates.count - candidatesShown) more" : shown
    }

    /// A parameter that is computed from several tensors of the file.
    private static func finding(_ parameter: Parameter, _ use: Reparametrised.Use, _ model: ModelCase) -> Finding {
        let names = use.tensors.map { "'\($0.name)'" }.joined(separator: " and ")
        let verb = use.tensors.count == 1 ? "is" : "are"
        return finding(
            parameter, model,
            filling(parameter, model) + "; \(use.program.name) computes it from \(names)",
            "\(names) \(verb) what \(use.program.name) stores instead of '\(parameter.name)': in the program that "
                + "trained the model, call \(use.program.undo) and save again",
            tensor: use.tensors.first?.name)
    }

    /// How many tensors a message names that may be a parameter.
    private static let candidatesShown = 4

    /// What to do about parameters that are in the file under other names: one sentence for all of them.
    private static func renamedHelp(_ examination: Examination) -> (same: String, fused: String) {
        let renamed = examination.diagnosis.renamed
        let missing = examination.loading.missing
        let producer = (try? Wrappers())?.producer(of: Array(renamed.names)).map { " of \($0)" } ?? ""
        let what =
            examination.facts.hasOwnClasses
            ? "load the model with its own code ('auto_map'), or " : ""
        let same = missing.filter { renamed.tensors[$0.path] != nil }
        let pairs = same.prefix(pairsShown).compactMap { parameter in
            renamed.tensors[parameter.path].map { "'\($0.name)' is probably '\(parameter.name)'" }
        }
        let more = same.count > pairsShown ? ", and \(same.count - pairsShown) more" : ""
        let whole = missing.first { renamed.fused[$0.path] != nil }.flatMap { renamed.fused[$0.path] }
        return (
            "these weights are in the file under other names\(producer): \(pairs.joined(separator: ", "))\(more); "
                + "\(what)rename them and save again",
            whole.map { entry in
                "these weights are in the file, several in one tensor\(producer): '\(entry.name)' is \(entry.shape); "
                    + "\(what)split and rename them, or save the model again under the names of "
                    + examination.model.library.title
            } ?? ""
        )
    }

    /// How many pairs of names the help shows.
    private static let pairsShown = 2

    private static func filling(_ parameter: Parameter, _ model: ModelCase) -> String {
        let filling = parameter.initializer.description(model.tree.configuration)
        return parameter.initializer.isRandom
            ? "is missing: loaders will initialise it with random numbers, \(filling)"
            : "is missing: loaders will initialise it with \(filling)"
    }

    private static func finding(
        _ parameter: Parameter, _ model: ModelCase, severity: Severity? = nil, _ message: String, _ help: String,
        conversion: String? = nil, tensor: String? = nil, candidates: [String] = []
    ) -> Finding {
        Finding(
            .missingParameter, severity: severity, subject: parameter.name, .parameter(parameter.path),
            file: model.checkpoint.path, message: message, help: help, conversion: conversion,
            evidence: [
                ("initializer", .string(parameter.initializer.description(model.tree.configuration))),
                ("shape", .shape(parameter.shape)), ("tensor", .text(tensor)),
            ] + (candidates.isEmpty ? [] : [("candidates", .array(candidates.map { .string($0) }))]))
    }
}
