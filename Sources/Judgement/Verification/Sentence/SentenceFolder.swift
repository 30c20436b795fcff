package import ByteIO
package import Formats
internal import JSONText
package import ModelSchema
internal import Tensors

/// A folder of sentence-transformers, as its library loads it: the modules after the encoder, and the list of them.
package struct SentenceFolder: Sendable {
    /// The folder with modules.json.
    let root: String
    package private(set) var modules: [SentenceModule] = []
    private(set) var problems: [SentenceProblem] = []
    private let library: SentenceLibrary

    /// Reads the list, and each module that it names.
    ///
    /// - Parameters:
    ///   - size: of the vectors that the encoder returns; nil: it is not known.
    ///   - scratchFolder: where decoded tensors are stored; nil: only headers are read.
    /// - Returns: nil for a folder that has nothing of sentence-transformers, and for a file that nothing belongs to.
    /// - Throws: ``Fault`` `model.schema`.
    package init?(
        at place: ModelPlace, size: Int?, _ reader: CheckpointReader, scratchFolder: String?
    ) throws(Fault) {
        guard place.isModel else { return nil }
        library = try SentenceLibrary.known()
        root = place.sentenceFolder ?? place.folder
        let list: SentenceModules?
        do throws(Fault) {
            list = try SentenceModules(in: root)
        } catch {
            // It is one of the problems of the place.
            return
        }
        let others = Self.folders(in: root, except: list?.modules.map(\.folder) ?? [], library)
        let program = programs()
        guard let list else {
            guard program.isStated || !others.isEmpty else { return nil }
            if program.known?.auto == nil { reportAbsentList(others) }
            return
        }
        // What a broken list would name cannot be told.
        if list.refusal == nil { reportUnlisted(others) }
        let path = FilePath.join(root, "modules.json")
        if let reason = list.refusal {
            problems.append(.refused(path, reason))
        }
        checkEncoder(list, in: place.folder)
        for (number, module) in list.modules.enumerated() {
            read(module, isFirst: number == 0, path, reader, scratchFolder: scratchFolder)
        }
        if program.known == nil, program.isStated {
            problems.append(
                .silent(
                    FilePath.join(root, library.programFile),
                    "names a class that \(library.title) does not have: it takes the mean of all tokens and drops the "
                        + "other modules", SentenceProblem.listHelp,
                    modules.contains { $0.type.hasWeights } ? .error : .warning))
        }
        let encoder = (try? library.encoderConfiguration(in: place.folder)) ?? JSONObject()
        guard list.refusal == nil, library.encoder.auto(encoder, list.modules.first?.type) == "AutoModel"
        else { return }
        problems += sizeProblems(size, library.encoder.vectors(encoder), needed: program.known?.needs, path)
        if program.known?.auto != nil, !modules.contains(where: \.reading.isRedirected) {
            problems.append(
                .refused(
                    FilePath.join(root, library.programFile),
                    "says that the folder is a cross-encoder, and no module returns scores: the library fails at the "
                        + "first pair of texts"))
        }
    }

    /// Why values of parameters were not judged.
    func unchecked(_ depth: Examination.Depth) -> [Unchecked] {
        problems.compactMap { problem in
            guard case .unjudged(let fault) = problem.kind else { return nil }
            return Unchecked(subject: FilePath.name(of: problem.file), fault: fault)
        }
            + modules.flatMap { module in
                module.loaded.compactMap { part in
                    module.unjudged(part, depth).map {
                        Unchecked(subject: part.entry.name, fault: $0.inFile(part.entry.file.path))
                    }
                }
            }
    }

    /// Reads the values of all modules.
    mutating func readValues(readers: Int?) {
        for index in modules.indices { modules[index].readValues(readers: readers) }
    }
}

extension SentenceFolder {
    /// The class of the library that the folder is for, and whether a file says so.
    private mutating func programs() -> (known: SentenceLibrary.Program?, isStated: Bool) {
        do throws(Fault) {
            let stated = try SentenceLibrary.object(library.programFile, in: root)
            if let prompt = stated?["default_prompt_name"]?.string, stated?["prompts"]?.object?[prompt] == nil {
                problems.append(
                    .refused(
                        FilePath.join(root, library.programFile),
                        "names '\(prompt)' as the default prompt and has no prompt of this name: the library refuses "
                            + "the folder"))
            }
            return (library.program(stated), stated != nil)
        } catch {
            problems.append(
                .refused(
                    error.file ?? root, "cannot be read: \(error.reason): the library refuses the folder"))
            return (nil, false)
        }
    }

    /// Checks the encoder's configuration: a field that the library does not have, or that changes what it loads.
    private mutating func checkEncoder(_ list: SentenceModules, in folder: String) {
        let file = library.encoder.files.first { PathKind(of: FilePath.join(folder, $0)) == .file } ?? ""
        let path = FilePath.join(folder, file)
        do throws(Fault) {
            let configuration = try library.encoderConfiguration(in: folder)
            guard library.encoder.auto(configuration, list.modules.first?.type) != nil else {
                problems.append(.refused(path, "names a task that \(library.title) does not have"))
                return
            }
            if let length = configuration["max_seq_length"]?.integer, length < 1 {
                problems.append(
                    .refused(path, "has a 'max_seq_length' of \(length): the library fails at the first text"))
            }
            for member in configuration.members where !library.encoder.fields.contains(member.name) {
                guard library.encoder.arguments.contains(member.name) else {
                    problems.append(
                        .refused(path, "has a '\(member.name)', which the library does not accept"))
                    continue
                }
                let names = member.value.object?.members.map(\.name) ?? [member.name]
                guard let name = names.first(where: { !library.encoder.harmless.contains($0) }) else { continue }
                problems.append(
                    .silent(
                        path,
                        "has '\(name)' in '\(member.name)', which changes what the library loads, so that "
                            + "another model is built than the one that was checked",
                        "remove it, and let config.json describe the model", .error))
            }
        } catch {
            problems.append(.refused(error.file ?? path, "cannot be read: \(error.reason)"))
        }
    }

    private mutating func read(
        _ module: SentenceModules.Module, isFirst: Bool, _ list: String, _ reader: CheckpointReader,
        scratchFolder: String?
    ) {
        if library.isEncoder(module.type) {
            guard !isFirst else { return }
            problems.append(.unjudged(.anotherEncoder(list, module.folder)))
        } else if !module.isInside {
            problems.append(
                .refused(list, "names '\(module.folder)', which is outside of the model's folder"))
        } else if isFirst {
            problems.append(
                .refused(list, "does not begin with a model of transformers, so there is nothing to load texts with"))
        } else if let type = library.type(module.type) {
            var found: [SentenceProblem] = []
            modules.append(
                SentenceModule(
                    type, at: module.folder, in: root, library, reader, scratchFolder: scratchFolder
                ) { found.append($0) })
            problems += found
        } else if module.type.hasPrefix("sentence_transformers.") {
            problems.append(.unjudged(.unknownModule(list, module.type)))
        } else {
            problems.append(
                .refused(
                    list,
                    "names '\(module.type)', which is no part of sentence-transformers: the library refuses to "
                        + "run it unless trust_remote_code is set",
                    "load it only if you trust that code; bertconv cannot judge it"))
        }
    }

    /// Folders such as `2_Dense` that the list does not name.
    private static func folders(in root: String, except listed: [String], _ library: SentenceLibrary) -> [String] {
        ((try? Folder.names(in: root)) ?? []).filter { name in
            let parts = name.split(separator: "_", maxSplits: 1)
            return parts.count == 2 && parts[0].allSatisfy { ("0"..."9").contains($0) } && !listed.contains(name)
                && library.types.contains { $0.name == parts[1] } && PathKind(of: FilePath.join(root, name)) == .folder
        }
    }

    /// Whether a folder has weights that the library would load if it were listed.
    private func hasWeights(_ folder: String) -> Bool {
        library.weights.contains { PathKind(of: FilePath.join(FilePath.join(root, folder), $0)) == .file }
    }

    private mutating func reportUnlisted(_ folders: [String]) {
        for folder in folders {
            problems.append(
                .silent(
                    FilePath.join(root, folder),
                    "is not in modules.json, so the library leaves it out"
                        + (hasWeights(folder) ? " with its weights" : "") + ": vectors are others than in training",
                    "add it to modules.json, or delete it if it does not belong to the model",
                    hasWeights(folder) ? .error : .warning))
        }
    }

    private mutating func reportAbsentList(_ folders: [String]) {
        let dropped = folders.filter(hasWeights)
        problems.append(
            .silent(
                FilePath.join(root, "modules.json"),
                "is missing, so sentence-transformers takes the mean of all tokens and nothing else"
                    + (dropped.isEmpty ? "" : ": it leaves out \(dropped.joined(separator: ", ")) with its weights"),
                "copy modules.json too", dropped.isEmpty ? .warning : .error))
    }
}

extension Fault {
    fileprivate static func unknownModule(_ list: String, _ type: String) -> Fault {
        Fault(
            .sentenceModule, file: list, subject: "module '\(type)'",
            reason: "bertconv does not know this module of sentence-transformers, and cannot judge it",
            remedy: "load the folder once with the library, and compare its vectors with those of the trained model")
    }

    fileprivate static func anotherEncoder(_ list: String, _ folder: String) -> Fault {
        Fault(
            .sentenceModule, file: list, subject: "module '\(folder)'",
            reason: "is a second model of transformers, which bertconv does not follow",
            remedy: "verify its folder by itself")
    }
}
