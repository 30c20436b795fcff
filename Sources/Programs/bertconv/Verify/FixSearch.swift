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

    /// A conversion, and what it cures.
    struct Found {
        let conversion: PreparedConversion
        /// Whether a finding is not found in the output any more.
        let cures: (Finding) -> Bool
    }

    /// The same result; what a command cures says which.
    func curing(_ result: ModelVerifier.Result) -> ModelVerifier.Result {
        guard let place = result.examination?.facts.place, Self.isNeeded(result),
            let output = FixOutput(for: place, Self.format(place)),
            let found = search(result, output), let fix = Self.fix(found.conversion.order, output)
        else { return result }
        var result = result
        result.findings = result.findings.map { found.cures($0) ? $0.cured(by: fix) : $0 }
        return result
    }

    /// The conversion to `output` that cures the most; nil when none cures anything.
    func search(_ result: ModelVerifier.Result, _ output: FixOutput) -> Found? {
        guard let examination = result.examination, Self.isNeeded(result), Self.keepsPooling(examination.facts)
        else { return nil }
        let order = PreparedConversion.Order(
            input: result.path, format: Self.format(examination.facts.place),
            className: Self.className(examination.model), prefix: examination.diagnosis.stripPrefix,
            transposed: result.findings.compactMap { $0.evidence[TransposedKernelCheck.transposeKey]?.string })
        let place = OutputPlace(
            path: output.path, isFolder: output.isFolder, maximumByteCount: nil, isReplacing: false)
        guard
            var conversion = try? PreparedConversion(
                order, to: place, reader: reader, scratchFolder: Installation.temporaryFolder())
        else { return nil }
        // What is missing is missing before and after: the rest is cured all the same.
        conversion.order.allowsIncomplete =
            !conversion.blocking.isEmpty && conversion.blocking.allSatisfy { $0.rule == .missingParameter }
        guard conversion.blocking.isEmpty else { return nil }
        guard let expected = conversion.expectedFindings(examination.facts) else { return nil }
        // Pickles stay behind, whatever the folder of the input has.
        let left = expected.filter { $0.rule != .pickledCompanions }
        let cures = { (finding: Finding) in
            finding.conversion != nil
                && !left.contains { $0.isStill(finding) }
        }
        return result.findings.contains(where: cures) ? Found(conversion: conversion, cures: cures) : nil
    }

    private static func isNeeded(_ result: ModelVerifier.Result) -> Bool {
        result.findings.contains { $0.conversion != nil }
    }

    /// Whether the output says how sentence-transformers pools if the input does: only a whole folder goes along.
    private static func keepsPooling(_ facts: FolderFacts) -> Bool {
        let place = facts.place
        return facts.pooling == nil || place.isFolder && (place.sentenceFolder ?? place.folder) == place.folder
    }

    /// The format that the library reads which is to load the model.
    private static func format(_ place: ModelPlace) -> OutputFormat {
        place.library.matching == .groups ? .kerasHDF5 : .safetensors
    }

    /// The class, unless config.json of the output says it anyway.
    private static func className(_ model: ModelCase) -> String? {
        model.classSource == .configuration ? nil : model.tree.modelClass.name
    }

    private static func fix(_ order: PreparedConversion.Order, _ output: FixOutput) -> Fix? {
        var words = ["bertconv", "convert", ShellWord.path(order.input), output.path]
        if output.isFolder { words += ["--to", order.format.rawValue] }
        if let className = order.className { words += ["--as", className] }
        if let prefix = order.prefix {
            words += prefix.hasPrefix("-") ? ["--strip-prefix=" + prefix] : ["--strip-prefix", prefix]
        }
        for name in order.transposed { words += ["--transpose", name] }
        if order.allowsIncomplete { words.append("--allow-incomplete") }
        return Fix(words: words, output: output.path)
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
