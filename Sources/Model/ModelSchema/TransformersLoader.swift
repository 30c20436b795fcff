internal import Formats
internal import Tensors
internal import TorchArchive

/// Loads as transformers 5 does (`core_model_loading.py`, `convert_and_load_state_dict_in_model`;
/// `modeling_utils.py`, `tie_weights`).
///
/// It takes names in natural order, renames them, and adds or removes the backbone's prefix, for each name by itself, to
/// find it in the model. The first name of a parameter wins.
struct TransformersLoader {
    private let tree: ParameterTree
    private let rules: LoaderRules
    private let prefix: String
    private let parameters: [String: Parameter]
    private let title: String
    private let unreported: [NameRules.Unreported]

    init(_ tree: ParameterTree, _ library: Library) {
        self.tree = tree
        rules = library.names
        title = library.title
        unreported = (library.names.unreported + tree.architecture.names.unreported)
            .filter { $0.applies(to: tree.modelClass, of: tree.architecture) }
        // The library's prefix is a word without the dot.
        prefix = String(tree.architecture.backbonePrefix.dropLast())
        parameters = Dictionary(tree.parameters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Loads a checkpoint.
    ///
    /// If its tensors are inside another entry, the library sees only the outermost names.
    func load(_ checkpoint: Checkpoint) -> Loading {
        let others = checkpoint.remarks.flatMap(\.others) + checkpoint.withheld.map(\.name)
        let nesting = checkpoint.nesting
        return load(nesting.isEmpty ? checkpoint.table : TensorTable(), others: checkpoint.outerKeys + others)
    }

    /// - Parameter others: the names of entries that are not tensors.
    private func load(_ table: TensorTable, others: [String]) -> Loading {
        var loading = Loading(library: title)
        var candidates: [ParameterPath: [TensorEntry]] = [:]
        var reported: Set<String> = []
        for (key, entry) in table.entries.map({ ($0.name, Optional($0)) }) + others.map({ ($0, nil) }) {
            let name = modelName(of: key)
            if let parameter = parameters[name], let entry {
                candidates[parameter.path, default: []].append(entry)
            } else if !isUnreported(name), reported.insert(name).inserted {
                loading.unexpected.append(Loading.Unexpected(name: name, entry: entry))
            }
        }
        for parameter in tree.parameters {
            guard let entries = candidates[parameter.path], let kept = first(of: entries) else { continue }
            loading.shadowed += entries.filter { $0.name != kept.name }
                .map { Loading.Shadowed(parameter: parameter, entry: $0, kept: kept) }
            loading.load(kept, kept.shape, into: parameter)
        }
        loading.missing = missing(Set(candidates.keys))
        return loading
    }

    /// The tensor whose name comes first; there is usually only one.
    private func first(of entries: [TensorEntry]) -> TensorEntry? {
        entries.count == 1 ? entries.first : entries.min { NaturalOrder.precedes($0.name, $1.name) }
    }

    /// The parameters without a tensor; one of two tied parameters is enough.
    private func missing(_ taken: Set<ParameterPath>) -> [Parameter] {
        var present = taken
        for parameter in tree.parameters {
            guard let partner = parameter.tiedTo else { continue }
            if present.contains(parameter.path) || present.contains(partner) {
                present.formUnion([parameter.path, partner])
            }
        }
        return tree.parameters.filter { !present.contains($0.path) }
    }

    /// The name that the library looks for in the model.
    private func modelName(of key: String) -> String {
        let name = fitted(rules.renamed(key, tree.architecture.names.renames))
        return parameters[name] == nil && parameters[key] != nil ? fitted(key) : name
    }

    /// The name with the backbone's prefix added or removed, if the model then has it.
    private func fitted(_ key: String) -> String {
        if key.hasPrefix(prefix), let stripped = withoutPrefix(key), parameters[stripped] != nil { return stripped }
        let extended = "\(prefix).\(key)"
        return parameters[extended] == nil ? key : extended
    }

    /// The name without the prefix and the character after it: the dot in the library's pattern matches any character.
    private func withoutPrefix(_ key: String) -> String? {
        let rest = key.unicodeScalars.dropFirst(prefix.unicodeScalars.count)
        guard let next = rest.first, next != "\n" else { return nil }
        return String(rest.dropFirst())
    }

    /// Whether the library does not report the name as unexpected.
    private func isUnreported(_ name: String) -> Bool {
        unreported.contains { $0.covers(name) }
    }
}

/// The order in which transformers 5 takes names (`core_model_loading.py`, `dot_natural_key`).
///
/// Names are compared part by part: numbers by their value and before words, a word's trailing digits by their value.
package enum NaturalOrder {
    private struct Part: Comparable {
        let isWord: Bool
        /// The word in UTF-8, which sorts as Python does, by code points.
        let word: [UInt8]
        /// The number; -1 for a word without trailing digits.
        let number: Int

        static func < (first: Part, second: Part) -> Bool {
            if first.isWord != second.isWord { return !first.isWord }
            if first.word != second.word { return first.word.lexicographicallyPrecedes(second.word) }
            return first.number < second.number
        }
    }

    static func precedes(_ first: String, _ second: String) -> Bool {
        parts(first).lexicographicallyPrecedes(parts(second))
    }

    private static func parts(_ name: String) -> [Part] {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { part in
            let wordCount = part.count - part.reversed().prefix { isDigit($0) }.count
            let digits = part.dropFirst(wordCount)
            // A number that does not fit comes after all that do.
            let number = digits.isEmpty ? -1 : Int(String(decoding: digits, as: UTF8.self)) ?? .max
            return Part(
                isWord: wordCount > 0 || digits.isEmpty, word: Array(part.prefix(wordCount)), number: number)
        }
    }

    /// The most digits that Python reads as a number (`sys.int_info.default_max_str_digits`).
    private static let mostDigits = 4300

    /// A part of the name that transformers takes for a number and that Python cannot convert, so that loading fails; nil:
    /// there is none.
    ///
    /// Such parts are `²`, which is a digit (`isdigit()`) but no decimal one (`int()`), and more digits than Python reads.
    package static func unreadableNumber(in name: String) -> String? {
        name.split(separator: ".").map(String.init).first { part in
            let types = part.unicodeScalars.map(\.properties.numericType)
            let isDigits = types.allSatisfy { $0 == .digit || $0 == .decimal }
            return isDigits && types.contains(.digit)
                || part.utf8.reversed().prefix(while: isDigit).count > mostDigits
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
