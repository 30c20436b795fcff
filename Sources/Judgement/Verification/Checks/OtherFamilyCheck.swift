internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let otherFamily = Rule("BC708", "other-family", .warning, needs: .values)
}

extension Check {
    static let otherFamily = Check(
        .otherFamily, page: PackageResources.BC708_md, verify: OtherFamilyCheck.findings)
}

/// BC708: the weights fit the architecture that config.json names, and look like those of another one.
///
/// A BERT loads as a RoBERTa without a message: names and shapes are the same, but a RoBERTa begins to count positions
/// after the padding token, and never trains the row of that position.
enum OtherFamilyCheck {
    /// Bytes of a vocabulary that are searched for the padding token.
    private static let vocabularyBytes = 1 << 16

    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        let tree = examination.tree
        guard examination.depth >= .values, let parameter = tree.parameters.first(where: { isPositions($0, tree) }),
            let row = parameter.zeroRow, let entry = examination.loading.loaded[parameter.path],
            let value = try firstNumber(in: row, of: entry)
        else { return [] }
        let others = try lookalikes(of: tree.architecture)
        guard !others.isEmpty else { return [] }
        let names = others.map(\.title).joined(separator: " or ")
        let token = paddingToken(examination)
        return [
            Finding(
                .otherFamily, severity: token == nil ? .warning : .error, about: entry,
                message:
                    "has \(value) in row \(row), which \(tree.architecture.title) keeps at zero for the padding token: "
                    + "the weights may be those of a \(names), which has the same parameters"
                    + (token.map { "; token \(row) of vocab.txt is '\($0)', which is no padding token" } ?? ""),
                help: "find out which model was trained: if it is a \(names), set its model_type, pad_token_id and "
                    + "architectures in config.json",
                evidence: [("row", .integer(row)), ("architecture", .string(tree.architecture.name))])
        ]
    }

    /// Whether it is a table of which a row stays zero and that is not the vocabulary's.
    private static func isPositions(_ parameter: Parameter, _ tree: ParameterTree) -> Bool {
        guard parameter.zeroRow != nil, parameter.tiedTo == nil else { return false }
        let template = tree.architecture.parameters.first { $0.path == parameter.path.template }
        return template?.shape.first?.soleField != "vocab_size"
    }

    /// The first number in a row that is not zero; nil: there is none, or no such row.
    private static func firstNumber(in row: Int, of entry: TensorEntry) throws(Fault) -> Float? {
        let count = entry.shape.dimensions.first ?? 0
        let index = row < 0 ? count + row : row
        guard index >= 0, index < count, FloatStream.reads(entry.elementType), !entry.isEncoded,
            let part = entry.rows(index..<index + 1, named: entry.name)
        else { return nil }
        var numbers = FloatStream()
        try numbers.open(part)
        while let block = try unsafe numbers.next() {
            if let found = unsafe block.first(where: { $0 != 0 }) { return found }
        }
        return nil
    }

    /// The other architectures whose backbone has the same parameters and no such row.
    private static func lookalikes(of architecture: Architecture) throws(Fault) -> [Architecture] {
        let own = architecture.backboneNames
        return try KnownArchitectures.builtIn.all().filter { other in
            other.name != architecture.name && other.backboneNames == own && !other.padsPositions
        }
    }

    /// What vocab.txt has in the place of the padding token; nil: a padding token, or there is no such file.
    private static func paddingToken(_ examination: Examination) -> String? {
        let path = FilePath.join(examination.facts.path, "vocab.txt")
        guard PathKind(of: path) == .file, let row = examination.tree.configuration.integer("pad_token_id"), row >= 0,
            let file = try? InputFile(path: path),
            let bytes = try? file.bytes(at: 0, count: Int(min(file.byteCount, UInt64(vocabularyBytes))))
        else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: row + 1, omittingEmptySubsequences: false)
        guard row < lines.count else { return nil }
        let token = String(decoding: lines[row].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        return token.lowercased().contains("pad") ? nil : token
    }
}

extension Architecture {
    /// The parameters that the bare class always has, without the backbone's prefix.
    fileprivate var backboneNames: Set<String> {
        let components = Set(classes.first { $0.isBare }?.components ?? [])
        let always = parameters.filter { components.contains($0.component) && $0.conditions.isEmpty }
        return Set(always.map { String($0.path.dropFirst(backbonePrefix.count)) })
    }

    /// Whether a row of another table than the vocabulary stays zero.
    fileprivate var padsPositions: Bool {
        parameters.contains { $0.zeroRow != nil && $0.shape.first?.soleField != "vocab_size" }
    }
}
