package import ByteIO
package import JSONText
package import ModelSchema
internal import Vocabularies

/// What the files beside the weights say about how the weights are used.
package struct FolderFacts: Sendable {
    package let place: ModelPlace
    package let labels: LabelCounts?
    package let vocabulary: Vocabulary?
    package let tokenizer: TokenizerFiles?
    /// The tokenizer that transformers makes of the files; nil: none is asked for, or its class is not known.
    package let tokenizerChoice: TokenizerChoice?
    package let pooling: Pooling?
    /// The weights in the folder of a named file that were not looked at; nil: there are none.
    package let others: UnnamedWeights?
    /// What is wrong with config.json and with the files beside it.
    package let problems: [Fault]

    /// Reads the files beside the weights; a file that cannot be read becomes one of the ``problems``.
    package init(_ place: ModelPlace) {
        var problems: [Fault] = []
        // Files beside a single file need not belong to it, unless there is a config.json.
        let isModel = place.isModel
        // Both need it, but it is large, and read once; what is wrong with it is reported once.
        let read: Result<JSONObject?, Fault> = isModel ? TokenizerFiles.tokenizer(in: place.folder) : .success(nil)
        vocabulary =
            isModel
            ? Self.reading(&problems) { () throws(Fault) in try Vocabulary(in: place.folder, tokenizer: read) } : nil
        var repeated: [Fault] = []
        tokenizer =
            isModel
            ? Self.reading(&repeated) { () throws(Fault) in try TokenizerFiles(in: place.folder, tokenizer: read) }
            : nil
        tokenizerChoice =
            isModel
            ? Self.reading(&repeated) { () throws(Fault) in
                try TokenizerChoice(place, tokenizer: try read.get())
            } : nil
        problems += repeated.filter { !problems.contains($0) && !place.problems.contains($0) }
        pooling =
            isModel
            ? Self.reading(&problems) { () throws(Fault) in
                try Pooling(in: place.sentenceFolder ?? place.folder, transformer: place.sentencePath)
            } : nil
        others = Self.reading(&problems) { () throws(Fault) in try UnnamedWeights(place) }
        labels = place.configuration?.labelCounts
        self.place = place
        self.problems = problems
    }

    package var configuration: ConfigurationFile? { place.configuration }
    /// Whether config.json names Python classes of the model's own.
    var hasOwnClasses: Bool { configuration?.namesOwnClasses ?? false }
    /// The folder with the weights.
    package var path: String { place.folder }
    /// The weights that config.json names; nil when it names none.
    package var statedWeights: String? { place.statedWeights }

    private static func reading<Fact>(_ problems: inout [Fault], _ read: () throws(Fault) -> Fact?) -> Fact? {
        do throws(Fault) {
            return try read()
        } catch {
            problems.append(error)
            return nil
        }
    }
}

/// The size of the vocabulary of a model folder's tokenizer.
package struct Vocabulary: Sendable, Equatable {
    /// The file that lists them.
    package let file: String
    /// One more than the largest identifier that the tokenizer can return.
    package let tokenCount: Int

    /// Reads `vocab.txt`, which has one token a line, and the tokens that `added_tokens.json` adds.
    ///
    /// Without `vocab.txt` it takes those of `tokenizer.json`.
    ///
    /// - Returns: nil when the folder has neither.
    /// - Throws: ``Fault`` `file.*`, `json.*`.
    package init?(in folder: String, tokenizer read: Result<JSONObject?, Fault>) throws(Fault) {
        let list = FilePath.join(folder, "vocab.txt")
        if PathKind(of: list) == .file {
            let added = try VocabularyFile.object(FilePath.join(folder, "added_tokens.json"))
            let count = Self.count(upTo: added?.members.compactMap(\.value.integer) ?? [])
            self.init(file: list, tokenCount: max(try Self.lineCount(list), count))
            return
        }
        let tokenizer = FilePath.join(folder, "tokenizer.json")
        guard let object = try read.get(), let tokens = object["model"]?.object?["vocab"]?.object else {
            return nil
        }
        let added = (object["added_tokens"]?.array ?? []).compactMap { $0.object?["id"]?.integer }
        self.init(file: tokenizer, tokenCount: Self.count(upTo: tokens.members.compactMap(\.value.integer) + added))
    }

    private init(file: String, tokenCount: Int) {
        self.file = file
        self.tokenCount = tokenCount
    }

    /// One more than the largest of `identifiers`, at most `Int.max`: the file may contain any integer.
    private static func count(upTo identifiers: [Int]) -> Int {
        let (next, overflow) = (identifiers.max() ?? -1).addingReportingOverflow(1)
        return overflow ? .max : max(0, next)
    }

    /// The number of lines; the last one may lack its newline.
    private static func lineCount(_ path: String) throws(Fault) -> Int {
        let text = try VocabularyFile.bytes(path)
        let newline = UInt8(ascii: "\n")
        return text.count { $0 == newline } + (text.isEmpty || text.last == newline ? 0 : 1)
    }
}

/// How sentence-transformers turns the last hidden states into one vector: the module `Pooling` of `modules.json`.
///
/// No mode uses the pooler of `BertModel`, which is a layer of its own.
package struct Pooling: Sendable, Equatable {
    /// The path of the module's config.json.
    package let file: String
    /// The modes that are switched on, at least one: `mean_tokens`.
    package let modes: [String]

    /// - Parameter transformer: the path of the model's folder, relative to `folder`; empty when they are the same.
    /// - Returns: nil when there is no pooling, or none of this model's output.
    /// - Throws: ``Fault`` `file.*`, `json.*`.
    package init?(in folder: String, transformer: String = "") throws(Fault) {
        let modules = try SentenceModules(in: folder)?.modules ?? []
        guard modules.contains(where: { $0.isTransformer && $0.folder == transformer }),
            let module = modules.first(where: { $0.isOf("Pooling") }), !module.folder.isEmpty, module.isInside
        else { return nil }
        let path = FilePath.join(FilePath.join(folder, module.folder), "config.json")
        guard PathKind(of: path) == .file else { return nil }
        modes = Self.modes(try Self.read(path).object?.members ?? [])
        guard !modes.isEmpty else { return nil }
        file = path
    }

    /// Version 5 names one mode or several; older versions have a switch for each mode.
    private static func modes(_ members: [JSONObject.Member]) -> [String] {
        let prefix = "pooling_mode_"
        let switched = members.filter { $0.name.hasPrefix(prefix) && $0.value.bool == true }
        let named = members.first { $0.name == "pooling_mode" }?.value
        return switched.map { String($0.name.dropFirst(prefix.count)) }
            + [named?.string].compactMap(\.self) + (named?.array ?? []).compactMap(\.string)
    }

    private static func read(_ path: String) throws(Fault) -> JSONValue {
        do throws(Fault) {
            let file = try InputFile(path: path)
            return try JSONParser.parse(try file.bytes(at: 0, count: Int(min(file.byteCount, 1 << 20))))
        } catch {
            throw error.inFile(path)
        }
    }
}
