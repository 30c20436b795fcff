internal import ByteIO
internal import ModelSchema

/// The sizes of vectors on their way from module to module.
extension SentenceFolder {
    /// Where sizes differ, so that the library fails at the first text, or ignores what a file says.
    ///
    /// - Parameters:
    ///   - encoderSize: of the vectors that the encoder returns; nil: it is not known.
    ///   - list: the path of modules.json.
    func sizeProblems(_ encoderSize: Int?, _ list: String) -> [SentenceProblem] {
        var problems: [SentenceProblem] = []
        var size = encoderSize
        var known: Set<String> = ["token_embeddings"]
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
        return problems
    }
}
