internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let vocabularyMismatch = Rule("BC702", "vocabulary-mismatch", .warning, needs: .headers)
}

extension Check {
    static let vocabularyMismatch = Check(
        .vocabularyMismatch, page: PackageResources.BC702_md, verify: VocabularyCheck.findings)
}

/// BC702: the tokenizer, config.json and the embeddings have vocabularies of different sizes.
///
/// A token beyond the last row crashes the program or, on a GPU, reads other memory. Rows beyond the last token are
/// never used, which is normal if the table was rounded up for the hardware.
enum VocabularyCheck {
    private static let field = "vocab_size"
    /// The numbers to a multiple of which tables are rounded up.
    private static let roundings = [8, 64, 128]

    static func findings(_ examination: Examination) -> [Finding] {
        guard let vocabulary = examination.facts.vocabulary,
            let table = table(examination)
        else { return [] }
        // A stub has no rows; another rule reports it.
        let stubs = ZeroElementCheck.stubs(examination.diagnosis.mismatched)
        let entry = examination.binding[table]
            .flatMap { stubs.contains($0.entry.name) ? nil : $0 }
        guard let rows = entry?.shape.dimensions.first ?? examination.tree.configuration.integer(field) else {
            return []
        }
        let further = examination.facts.tokenizer?.furtherCount ?? 0
        let (sum, overflow) = vocabulary.tokenCount.addingReportingOverflow(further)
        let tokens = overflow ? .max : sum
        let configured = examination.tree.configuration.integer(field) ?? rows
        guard tokens > 0, rows != tokens || configured != rows else { return [] }
        let isRounded = rows > tokens && roundings.contains { rows.isMultiple(of: $0) && rows - tokens < $0 }
        let file = FilePath.name(of: vocabulary.file)
        return [
            Finding(
                .vocabularyMismatch, severity: isRounded && configured == rows ? .note : nil, subject: file,
                file: vocabulary.file,
                message: "has \(tokens) tokens\(further > 0 ? " with those that other files add" : ""), "
                    + "but the embeddings have \(rows) rows"
                    + (configured == rows ? "" : " and vocab_size in config.json is \(configured)")
                    + consequence(tokens: tokens, rows: rows, isRounded: isRounded),
                help: isRounded && configured == rows
                    ? "nothing needs to be done"
                    : "use the tokenizer, weights and config.json of one model; after adding tokens, resize and train",
                evidence: [
                    ("tokens", .integer(tokens)), ("rows", .integer(rows)), ("configured", .integer(configured)),
                ])
        ]
    }

    /// The parameter with a row for each word; nil: the architecture has none.
    static func table(_ examination: Examination) -> ParameterPath? {
        examination.tree.architecture.parameters.first { $0.shape.first?.soleField == field && $0.shape.count == 2 }
            .map { ParameterPath(template: $0.path, layer: nil) }
    }

    private static func consequence(tokens: Int, rows: Int, isRounded: Bool) -> String {
        if rows < tokens { return ": the last \(tokens - rows) tokens have no row" }
        if rows == tokens { return "" }
        return ": \(rows - tokens) rows are never used"
            + (isRounded ? ", as the table was rounded up for the hardware" : "")
    }
}
