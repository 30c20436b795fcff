internal import ByteIO

extension Rule {
    package static let sentenceModule = Rule("BC709", "sentence-module", .error, needs: .headers)
}

extension Check {
    static let sentenceModule = Check(
        .sentenceModule, page: PackageResources.BC709_md, verify: { SentenceModuleCheck.findings($0.sentence) })
}

/// BC709: a module of sentence-transformers that its library refuses, or that fails at the first text.
enum SentenceModuleCheck {
    static func findings(_ folder: SentenceFolder?) -> [Finding] {
        (folder?.problems ?? []).compactMap { problem in
            guard case .refused = problem.kind else { return nil }
            return Finding(
                .sentenceModule, subject: folder?.subject(of: problem) ?? problem.file, file: problem.file,
                message: problem.message, help: problem.help)
        }
    }
}

extension SentenceFolder {
    /// The path of the file from the folder: `2_Dense/config.json`.
    func subject(of problem: SentenceProblem) -> String {
        let start = root + "/"
        return problem.file.hasPrefix(start)
            ? String(problem.file.dropFirst(start.count)) : FilePath.name(of: problem.file)
    }
}
