internal import BertModel
internal import ByteIO
internal import JSONText
internal import Tensors

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
        let entry = examination.binding[ParameterPath(template: template.path, layer: nil)]
        guard let rows = entry?.shape.dimensions.first ?? examination.tree.configuration.integer(field) else {
            return []
        }
        let tokens = vocabulary.tokenCount
        guard rows != tokens, tokens > 0 else { return [] }
        let isRounded = roundings.contains { (tokens + $0 - 1) / $0 * $0 == rows }
        let file = FilePath.name(of: vocabulary.file)
        return [
            Finding(
                .vocabularyMismatch, severity: rows > tokens && isRounded ? .note : nil, subject: file,
                file: vocabulary.file,
                message: rows > tokens
                    ? "knows \(tokens) tokens, the embeddings have \(rows) rows: \(rows - tokens) were never used"
                        + (isRounded ? ", rounded up for the hardware" : "")
                    : "knows \(tokens) tokens, the embeddings have only \(rows) rows: the last \(tokens - rows) have none",
                help: rows > tokens
                    ? (isRounded ? "nothing needs to be done" : "check that tokenizer and weights belong together")
                    : "use the tokenizer of these weights, or resize the embeddings and train them",
                evidence: [
                    ("tokens", .integer(tokens)), ("rows", .integer(rows)),
                    ("configured", examination.tree.configuration.integer(field).map { .integer($0) } ?? .null),
                ])
        ]
    }
}
