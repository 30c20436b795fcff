internal import ByteIO
internal import Forensics
package import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors
internal import TorchArchive

/// A module of a sentence-transformers folder other than its encoder, as the library loads it.
///
/// The library is strict about these: each tensor of the module must be in the file, and nothing else.
package struct SentenceModule: Sendable {
    /// A parameter and the tensor that it is loaded from.
    struct Loaded: Sendable {
        let parameter: SentenceModuleType.Parameter
        /// The tensor, under a name that has the module's folder: `2_Dense/linear.weight`.
        let entry: TensorEntry
    }

    /// The path from the folder of the model: `2_Dense`.
    package let folder: String
    let type: SentenceModuleType
    /// What the library makes of the configuration.
    let reading: SentenceModuleType.Reading
    /// All parameters if the library loads the module; otherwise none.
    private(set) var loaded: [Loaded] = []
    package private(set) var checkpoint: Checkpoint?
    private(set) var values = ValuePass()

    /// Reads the configuration and the headers of a module.
    ///
    /// - Parameters:
    ///   - root: the folder of the model.
    ///   - scratchFolder: where decoded tensors are stored; nil: only headers are read.
    ///   - report: takes what is wrong with it.
    init(
        _ type: SentenceModuleType, at folder: String, in root: String, _ library: SentenceLibrary,
        _ reader: CheckpointReader, scratchFolder: String?, report: (SentenceProblem) -> Void
    ) {
        self.folder = folder
        self.type = type
        let path = FilePath.join(root, folder)
        let configurationPath = FilePath.join(path, "config.json")
        do throws(Fault) {
            reading = type.read(try SentenceLibrary.object("config.json", in: path) ?? JSONObject())
        } catch {
            reading = type.read(JSONObject())
            report(.refused(configurationPath, "cannot be read: \(error.reason)"))
            return
        }
        for (field, reason) in reading.replaced {
            report(.silent(configurationPath, "has '\(field)', which \(reason)", Self.help))
        }
        if let (field, reason) = reading.refusals.first {
            let isThere = PathKind(of: configurationPath) == .file
            report(
                .refused(
                    configurationPath,
                    isThere
                        ? reason.map { "has a '\(field)' that \($0)" } ?? "has no '\(field)', which \(type.name) needs"
                        : "is missing, and \(type.name) needs its '\(field)'", Self.help))
            return
        }
        guard type.hasWeights else { return }
        let found = library.weights.map { FilePath.join(path, $0) }.filter { PathKind(of: $0) == .file }
        guard let first = found.first else {
            let names = library.weights.joined(separator: " and no ")
            report(.refused(path, "has no \(names), so the library cannot load this \(type.name)", Self.help))
            return
        }
        do throws(Fault) {
            var checkpoint = try reader.open(first)
            if let scratchFolder { checkpoint = try reader.decoded(checkpoint, scratchFolder: scratchFolder) }
            if let reason = Self.refusal(of: checkpoint, reading.parameters, type) {
                report(.refused(first, reason, Self.help))
                return
            }
            self.checkpoint = checkpoint
            loaded = reading.parameters.compactMap { parameter in
                checkpoint.table[parameter.name].flatMap { $0.renamed("\(folder)/\(parameter.name)") }
                    .map { Loaded(parameter: parameter, entry: $0) }
            }
            if found.count > 1 {
                try compare(with: found[1], reader, scratchFolder: scratchFolder, report)
            }
        } catch {
            report(.unjudged(error.inFile(first)))
        }
    }

    private static let help = "copy the module's folder again from the model that was trained"

    /// Why the library refuses a file: it needs exactly these names and shapes.
    private static func refusal(
        of checkpoint: Checkpoint, _ parameters: [SentenceModuleType.Parameter], _ type: SentenceModuleType
    ) -> String? {
        let others = checkpoint.withheld.map(\.name) + checkpoint.remarks.flatMap(\.others)
        let names = Set(
            checkpoint.nesting.isEmpty ? checkpoint.table.entries.map(\.name) + others : [checkpoint.nesting[0]])
        let expected = parameters.map(\.name)
        let absent = expected.filter { !names.contains($0) }
        let extra = names.subtracting(expected).sorted()
        var reasons: [String] = []
        if !absent.isEmpty { reasons.append("lacks \(absent.quoted)") }
        if !extra.isEmpty { reasons.append("has \(extra.quoted), which this \(type.name) does not have") }
        for parameter in parameters {
            guard let found = checkpoint.table[parameter.name], found.shape != parameter.shape else { continue }
            reasons.append(
                "has '\(parameter.name)' of shape \(found.shape), and its config.json needs \(parameter.shape)")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ") + ": the library refuses the folder"
    }

    /// Reports another file of weights that the library does not open.
    private func compare(
        with path: String, _ reader: CheckpointReader, scratchFolder: String?, _ report: (SentenceProblem) -> Void
    ) throws(Fault) {
        guard let scratchFolder else { return }
        let other = try reader.decoded(try reader.open(path), scratchFolder: scratchFolder)
        for part in loaded {
            guard let entry = other.table[part.parameter.name] else { continue }
            guard let difference = try TensorDifference.phrase(part.entry, entry) else { continue }
            report(
                .silent(
                    path,
                    "differs from the file that the library loads instead, in '\(part.parameter.name)': "
                        + difference, "find out which of the two is current, and delete the other", .error))
            return
        }
    }
}

extension SentenceModule {
    /// Reads all values.
    mutating func readValues(readers: Int?) {
        var table = TensorTable()
        var roles: [String: TensorRole] = [:]
        for part in loaded {
            _ = table.insert(part.entry)
            let isBias = part.entry.shape.rank == 1 && part.parameter.name.hasSuffix(".bias")
            roles[part.entry.name] = TensorRole(
                shape: part.entry.shape, isTransposed: false, isEmbedding: false,
                fanIns: isBias ? Set([reading.input].compactMap(\.self)) : [])
        }
        values.read(table, roles, readers: readers) { _ in }
    }

    /// The modules of torch within it, each with its weight and bias.
    var parts: [ModuleValues] {
        var order: [String] = []
        var found: [String: (weight: ModuleValues.Part?, bias: ModuleValues.Part?)] = [:]
        for part in loaded {
            guard let evidence = values.evidence[part.entry.name],
                let dot = part.entry.name.lastIndex(of: ".")
            else { continue }
            let name = String(part.entry.name[..<dot])
            if found[name] == nil { order.append(name) }
            let value = ModuleValues.Part(entry: part.entry, isTransposed: false, evidence: evidence)
            if part.parameter.name.hasSuffix(".bias") {
                found[name, default: (nil, nil)].bias = value
            } else {
                found[name, default: (nil, nil)].weight = value
            }
        }
        return order.compactMap { name in
            found[name].map { part in
                ModuleValues(
                    name: name, weight: part.weight, bias: part.bias,
                    untouchedRows: part.weight.flatMap { values.untouchedRows[$0.entry.name] })
            }
        }
    }

    /// Why the values of a parameter were not judged; nil: they were.
    func unjudged(_ part: Loaded, _ depth: Examination.Depth) -> Fault? {
        if let fault = values.unchecked.first(where: { $0.subject == part.entry.name })?.fault { return fault }
        if part.entry.elementType.isNoWeight { return nil }
        guard part.entry.elementType.isWeight else {
            return .unreadableType(part.entry.name, part.entry.elementType)
        }
        let isRead = values.scans[part.entry.name] != nil || part.entry.shape.elementCount == 0
        return depth == .headers || isRead ? nil : .notRead(part.entry.name)
    }
}

extension TensorEntry {
    /// The same tensor under another name.
    fileprivate func renamed(_ name: String) -> TensorEntry? {
        TensorEntry(name: name, elementType: elementType, shape: shape, storage: storage)
    }
}

extension [String] {
    fileprivate var quoted: String { prefix(3).map { "'\($0)'" }.joined(separator: ", ") + (count > 3 ? ", …" : "") }
}
