internal import ByteIO
internal import JSONText

extension Rule {
    package static let vocabularyMisfits = Rule("BC803", "vocabulary-misfits", .error, needs: .values)
}

extension Check {
    static let vocabularyMisfits = Check(
        .vocabularyMisfits, page: PackageResources.BC803_md,
        verify: { examination in
            [examination.belonging?.vocabulary.flatMap(VocabularyMisfitsCheck.finding)].compactMap(\.self)
        })
}

/// BC803: the words of the vocabulary are not those of the rows of the embeddings.
enum VocabularyMisfitsCheck {
    static func finding(_ fit: VocabularyFit) -> Finding? {
        guard case .misfits(let row) = fit.verdict else { return nil }
        let zs = fit.blocks.map(\.z)
        return Finding(
            .vocabularyMisfits, severity: fit.isWordPiece ? nil : .warning, subject: FilePath.name(of: fit.file),
            file: fit.file,
            message: "has other words than the rows of the embeddings"
                + (row.map { ", from about row \($0) on: a line was lost or added before it" } ?? ""),
            help: "use the vocabulary that was saved with the weights",
            evidence: [
                ("test", .string("V")), ("row", .count(row)), ("blocks", .integer(zs.count)),
                ("z", .array(zs.map { .number(TransposedKernelCheck.rounded($0)) })),
            ])
    }
}
