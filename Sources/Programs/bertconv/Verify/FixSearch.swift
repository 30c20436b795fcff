import ByteIO
import Conversion
import Formats
import ModelSchema
import Verification

/// The search for a conversion that cures what `verify` found.
///
/// None is offered that would not be done: each is decided up to the last tensor, and only writing is left.
struct FixSearch: Sendable {
    let reader: CheckpointReader

    /// The same result; what a command cures says which.
    func curing(_ result: ModelVerifier.Result) -> ModelVerifier.Result {
        guard let place = result.examination?.facts.place, Self.isNeeded(result),
            let output = FixOutput(for: place, Self.format(place)),
            let conversion = conversion(curing: result, to: output),
            let fix = Self.fix(conversion.order, output)
        else { return result }
        var result = result
        result.findings = result.findings.map { $0.cured(by: fix) }
        return result
    }

    /// The conversion to `output` that cures the most; nil when none cures anything.
    func conversion(curing result: ModelVerifier.Result, to output: FixOutput) -> PreparedConversion? {
        guard let examination = result.examination, Self.isNeeded(result) else { return nil }
        let order = PreparedConversion.Order(
            input: result.path, format: Self.format(examination.facts.place),
            className: Self.className(examination.model), prefix: Self.prefix(examination.diagnosis))
        let place = OutputPlace(
            path: output.path, isFolder: output.isFolder, maximumByteCount: nil, isReplacing: false)
        guard
            var conversion = try? PreparedConversion(
                order, to: place, reader: reader, scratchFolder: Installation.temporaryFolder())
        else { return nil }
        // What is missing is missing before and after: the rest is cured all the same.
        if conversion.blocking.allSatisfy({ $0.rule == .missingParameter }), !conversion.blocking.isEmpty {
            conversion.order.allowsIncomplete = true
        }
        return conversion.blocking.isEmpty ? conversion : nil
    }

    private static func isNeeded(_ result: ModelVerifier.Result) -> Bool {
        result.findings.contains { $0.conversion != nil }
    }

    /// The format that the library reads which is to load the model.
    private static func format(_ place: ModelPlace) -> OutputFormat {
        place.library.matching == .groups ? .kerasHDF5 : .safetensors
    }

    /// The class, unless config.json of the output says it anyway.
    private static func className(_ model: ModelCase) -> String? {
        model.classSource == .configuration ? nil : model.tree.modelClass.name
    }

    /// What stands before most names and is not taken out without being named.
    private static func prefix(_ diagnosis: Diagnosis) -> String? {
        var counts: [String: Int] = [:]
        for case .prefix(let prefix) in diagnosis.tensors.values { counts[prefix, default: 0] += 1 }
        let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        guard let most, let wrappers = try? Wrappers(), !wrappers.areTakenOut(most) else { return nil }
        return most
    }

    private static func fix(_ order: PreparedConversion.Order, _ output: FixOutput) -> Fix? {
        var words = ["bertconv", "convert", ShellWord.path(order.input), output.path]
        if output.isFolder { words += ["--to", order.format.rawValue] }
        if let className = order.className { words += ["--as", className] }
        if let prefix = order.prefix {
            words += prefix.hasPrefix("-") ? ["--strip-prefix=" + prefix] : ["--strip-prefix", prefix]
        }
        if order.allowsIncomplete { words.append("--allow-incomplete") }
        return Fix(words: words, output: output.path)
    }
}
