internal import ByteIO
internal import ModelSchema

/// The sizes of vectors on their way from module to module.
extension SentenceFolder {
    /// Where sizes differ, so that the library fails at the first text, or ignores what a file says.
    ///
    /// - Parameters:
    ///   - encoderSize: of the vectors that the encoder returns; nil: it is not known.
    ///   - vectors: the name of those vectors.
    ///   - needed: the vectors that the modules must return; nil: any.
    ///   - list: the path of modules.json.
    func sizeProblems(
        _ encoderSize: Int?, _ vectors: String, needed: String?, _ list: String
    ) -> [SentenceProblem] {
        var problems: [SentenceProblem] = []
        var size = encoderSize
        var known: Set<String> = [vectors]
        for module in modules {
            if let vectors = module.type.reads, !known.contains(vectors), !module.reading.isRedirected {
                problems.append(
                    .refused(
                        list, "has \(module.folder) before a pooling: the library fails at the first text",
                        SentenceProblem.listHelp))
            }
            if module.type.reads == "token_embeddings" { known.insert("sentence_embedding") }
            let path = FilePath.join(FilePath.join(root, module.folder), "config.json")
            guard !module.reading.isRedirected else {
                problems.append(
                    .unjudged(
                        Fault(
                            .sentenceModule, file: path, subject: "module '\(module.folder)'",
                            reason: "takes or returns other vectors than usual, which bertconv does not follow",
                            remedy: "load the folder once with the library")))
                size = nil
                continue
            }
            if let stated = module.reading.statedSize, let size, stated != size {
                problems.append(
                    .silent(
                        path,
                        "says that vectors have \(stated) numbers, and the encoder returns \(size): the library takes "
                            + "\(size)", SentenceProblem.listHelp))
            }
            if let input = module.reading.input, let given = size, input != given {
                problems.append(
                    .refused(
                        path,
                        "takes vectors of \(input) numbers and gets \(given): the library fails at the first text",
                        "use the modules that were trained together"))
            }
            size = module.reading.output ?? size.map { $0 * module.reading.repeats }
        }
        // A module that needs the vectors has been reported, and an unknown one may return them.
        let isOpen = (self.problems + problems).contains(where: \.isUnjudged)
        if let needed, !known.contains(needed), !isOpen, !modules.contains(where: { $0.type.reads == needed }) {
            problems.append(
                .refused(
                    list, "names no pooling, so that a text has no vector: the library fails at the first text",
                    SentenceProblem.listHelp))
        }
        return problems
    }
}
