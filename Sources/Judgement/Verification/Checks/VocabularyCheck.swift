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

/// BC702: the tokenizer, the configuration and the table of embeddings count different vocabularies.
///
/// Tokens beyond the last row crash or, on a GPU, read other memory; rows beyond the last token were never used, which
/// is normal when the table was rounded up for the hardware.
enum VocabularyCheck {
    private static let field = "vocab_size"
    /// What tables are rounded up to.
    private static let roundings = [8, 64, 128]

    static func findings(_ examination: Examination) -> [Finding] {
        guard let vocabulary = examination.facts.vocabulary,
            let template = examination.tree.architecture.parameters.first(where: {
                $0.shape.first?.soleField == field && $0.shape.count == 2
            })
        else { return [] }
        // A stub has no rows, and what that is another rule says.
        let stubs = ZeroElementCheck.stubs(examination.loading)
        let entry = examination.binding[ParameterPath(template: template.path, layer: nil)]
            .flatMap { stubs.contains($0.entry.name) ? nil : $0 }
        guard let rows = entry?.shape.dimensions.first ?? examination.tree.configuration.integer(field) else {
            return []
        }
        let tokens = vocabulary.tokenCount
        let configured = examination.tree.configuration.integer(field) ?? rows
        guard tokens > 0, rows != tokens || configured != rows else { return [] }
        let isRounded = rows > tokens && roundings.contains { rows.isMultiple(of: $0) && rows - tokens < $0 }
        let file = FilePath.name(of: vocabulary.file)
        return [
            Finding(
                .vocabularyMismatch, severity: isRounded && configured == rows ? .note : nil, subject: file,
                file: vocabulary.file,
                message: "knows \(tokens) tokens, the embeddings have \(rows) rows"
                    + (configured == rows ? "" : " and config.json says \(configured)")
                    + consequence(tokens: tokens, rows: rows, isRounded: isRounded),
                help: isRounded && configured == rows
                    ? "nothing needs to be done"
                    : "use tokenizer, weights and config.json of one model; after new tokens, resize and train",
                evidence: [
                    ("tokens", .integer(tokens)), ("rows", .integer(rows)), ("configured", .integer(configured)),
                ])
        ]
    }

    private static func consequence(tokens: Int, rows: Int, isRounded: Bool) -> String {
        if rows < tokens { return ": the last \(tokens - rows) tokens have none" }
        if rows == tokens { return "" }
        return ": \(rows - tokens) were never used" + (isRounded ? ", rounded up for the hardware" : "")
    }
}
