import ByteIO
import Conversion
import Formats
import JSONText
import ModelSchema
import Verification

/// The search for a conversion that cures what `verify` found.
///
/// None is offered that would stop, or that would leave what it is offered for: each is decided up to the last tensor,
/// the output is examined as far as names and shapes tell, and only writing is left.
struct FixSearch: Sendable {
    let reader: CheckpointReader
    /// The architectures that models can be of.
    let known: KnownArchitectures

    /// A conversion, and what it cures.
    struct Found {
        let conversion: PreparedConversion
        /// Whether a finding is not found in the output any more.
        let cures: (Finding) -> Bool
        /// What the user has to state before it is offered; nil: nothing.
        let guess: FixGuess?

        /// The names of parameters that the output lacks.
        var missing: [String] {
            conversion.order.allowsIncomplete ? conversion.model.coverage.missing.map(\.name) : []
        }
    }

    /// The same result; what a command cures says which, and what needs a choice has a command for each.
    func curing(_ result: ModelVerifier.Result) -> ModelVerifier.Result {
        guard let examination = result.examination, Self.isNeeded(result) else { return result }
        let format = Self.format(examination.facts.place)
        guard examination.model.alikePrefixes.isEmpty else { return choosing(result, examination, format) }
        guard let output = FixOutput(for: examination.facts.place, format), let found = search(result, output)
        else { return result }
        var result = result
        if let guess = found.guess {
            result.findings = result.findings.map { found.cures($0) ? $0.waiting(for: guess.words) : $0 }
            return result
        }
        guard let fix = Self.fix(found.conversion, output) else { return result }
        result.findings = result.findings.map { finding in
            found.cures(finding) ? finding.cured(by: fix, leaving: found.missing) : finding
        }
        return result
    }

    /// The same result with a command for each of the models that are in the file.
    private func choosing(
        _ result: ModelVerifier.Result, _ examination: Examination, _ format: OutputFormat
    ) -> ModelVerifier.Result {
        var result = result
        result.findings = result.findings.map { finding in
            guard finding.rule == .severalModels else { return finding }
            var taken: Set<String> = []
            var guess: FixGuess?
            // Each is a conversion that is tried.
            let prefixes = examination.model.alikePrefixes.prefix(SchemaLimits.prefixes)
            let choices = prefixes.compactMap { prefix -> Finding.Choice? in
                guard let output = FixOutput(for: examination.facts.place, format, named: prefix, except: taken),
                    let found = search(result, output, choosing: prefix), found.cures(finding)
                else { return nil }
                guess = guess ?? found.guess
                guard found.guess == nil, let fix = Self.fix(found.conversion, output) else { return nil }
                taken.insert(output.path)
                return Finding.Choice(prefix: prefix, fix: fix)
            }
            return guess.map { finding.waiting(for: $0.words) } ?? finding.choosing(choices)
        }
        return result
    }

    /// The conversion to `output` that cures the most; nil when none cures anything.
    ///
    /// - Parameter prefix: what is before the names of the one model of several that is to be written; nil: there are
    ///   not several.
    func search(_ result: ModelVerifier.Result, _ output: FixOutput, choosing prefix: String? = nil) -> Found? {
        guard let examination = result.examination, Self.isNeeded(result), Self.keepsPooling(examination.facts)
        else { return nil }
        var order = PreparedConversion.Order(
            input: result.path, format: Self.format(examination.facts.place),
            className: Self.className(examination.model),
            prefixes: prefix.map { [$0] } ?? examination.diagnosis.stripPrefixes, known: known,
            transposed: result.findings.compactMap { $0.evidence[TransposedKernelCheck.transposeKey]?.string })
        // What is left out is another model.
        order.dropsUnmapped = prefix != nil
        let place = OutputPlace(
            path: output.path, isFolder: output.isFolder, maximumByteCount: nil, isReplacing: false)
        guard
            let newest = try? Library.newest(),
            var conversion = try? PreparedConversion(
                order, from: examination.facts.place.library.name == newest.name ? Self.opened(examination) : nil,
                to: place, reader: reader, scratchFolder: Installation.temporaryFolder())
        else { return nil }
        // What is missing is missing before and after: the rest is cured all the same.
        conversion.order.allowsIncomplete =
            !conversion.blocking.isEmpty && conversion.blocking.allSatisfy { $0.rule == .missingParameter }
        guard conversion.blocking.isEmpty else { return nil }
        // What would lack most of the model is no way out.
        let coverage = conversion.model.coverage
        guard coverage.missing.count * 2 <= conversion.model.tree.parameters.count else { return nil }
        guard let left = Self.left(by: conversion, of: result.findings, examination) else { return nil }
        let cures = { (finding: Finding) in
            finding.conversion != nil
                && !left.contains { $0.isStill(finding) }
        }
        guard result.findings.contains(where: cures) else { return nil }
        return Found(
            conversion: conversion, cures: cures,
            guess: FixGuess(conversion, of: examination.model, isFolder: output.isFolder))
    }

    /// What would still be found in the output; nil: that cannot be told before the output is there.
    private static func left(
        by conversion: PreparedConversion, of findings: [Finding], _ examination: Examination
    ) -> [Finding]? {
        let curable = findings.filter { $0.conversion != nil }
        let library = examination.facts.place.library
        // Nothing but the format has to be another one.
        if curable.allSatisfy({ $0.rule == .noCurrentLoader }),
            library.weights.contains(where: { $0.name == conversion.order.format.fileName })
        {
            return []
        }
        // Pickles stay behind, whatever the folder of the input has.
        return conversion.expectedFindings(examination.facts)?.filter { $0.rule != .pickledCompanions }
    }

    private static func isNeeded(_ result: ModelVerifier.Result) -> Bool {
        result.findings.contains { $0.conversion != nil }
    }

    /// Whether the output says how sentence-transformers pools if the input does: only a whole folder goes along.
    private static func keepsPooling(_ facts: FolderFacts) -> Bool {
        let place = facts.place
        // A folder that is made from a file has no files of sentence-transformers.
        if !place.isFolder, place.automaticClass != nil { return false }
        return facts.pooling == nil || place.isSentenceFolder
    }

    /// What `verify` has opened, so that it is not read twice.
    private static func opened(_ examination: Examination) -> PreparedConversion.Opened {
        PreparedConversion.Opened(
            place: examination.facts.place, checkpoint: examination.opened, model: examination.model)
    }

    /// The format that the library reads which is to load the model.
    private static func format(_ place: ModelPlace) -> OutputFormat {
        place.library.matching == .groups ? .kerasHDF5 : .safetensors
    }

    /// The class, unless config.json of the output says it anyway.
    private static func className(_ model: ModelCase) -> String? {
        switch model.classSource {
        case .configuration, .automatic: nil
        case .stated, .heads: model.tree.modelClass.name
        }
    }

    private static func fix(_ conversion: PreparedConversion, _ output: FixOutput) -> Fix? {
        let order = conversion.order
        var words = ["bertconv", "convert", ShellWord.path(order.input), output.path]
        if output.isFolder { words += ["--to", order.format.rawValue] }
        if let schema = conversion.model.tree.architecture.schemaPath { words += ["--schema", ShellWord.path(schema)] }
        if let className = order.className { words += ["--as", className] }
        for prefix in order.prefixes {
            words += prefix.hasPrefix("-") ? ["--strip-prefix=" + prefix] : ["--strip-prefix", prefix]
        }
        for name in order.transposed { words += ["--transpose", name] }
        if order.dropsUnmapped { words.append("--drop-unmapped") }
        if order.allowsIncomplete { words.append("--allow-incomplete") }
        let missing = order.allowsIncomplete ? conversion.model.coverage.missing.count : 0
        return Fix(words: words, output: output.path, missingCount: missing)
    }
}

extension Finding {
    /// Whether it says again what `earlier` said.
    ///
    /// Of another prefix it says the same, of another parameter it does not.
    fileprivate func isStill(_ earlier: Finding) -> Bool {
        rule == earlier.rule && severity == earlier.severity
            && (rule != .missingParameter || subject == earlier.subject)
    }
}
