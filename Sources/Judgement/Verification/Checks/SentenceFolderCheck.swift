internal import ByteIO

extension Rule {
    package static let sentenceFolder = Rule("BC710", "sentence-folder", .warning, needs: .headers)
}

extension Check {
    static let sentenceFolder = Check(
        .sentenceFolder, page: PackageResources.BC710_md, verify: { SentenceFolderCheck.findings($0.sentence) })
}

/// BC710: sentence-transformers loads the folder without a word, and makes other vectors than those of the training.
///
/// It is an error if weights are left out, or if another model is built than the one that was checked.
enum SentenceFolderCheck {
    static func findings(_ folder: SentenceFolder?) -> [Finding] {
        (folder?.problems ?? []).compactMap { problem in
            guard case .silent(let severity) = problem.kind else { return nil }
            return Finding(
                .sentenceFolder, severity: severity, subject: folder?.subject(of: problem) ?? problem.file,
                file: problem.file, message: problem.message, help: problem.help)
        }
    }
}
