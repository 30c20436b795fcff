package import ByteIO
package import JSONText
internal import ModelSchema

/// A file beside the weights that changes what a model computes.
struct CompanionFile {
    /// How two of them are compared.
    private enum Content {
        /// Line by line.
        case lines
        /// As JSON, except for these members of the whole value.
        case json(ignored: Set<String>)
        /// As JSON whose texts may also be objects with that text as `content`.
        case specialTokens
        /// By the architecture's fields.
        case fields
        /// Byte by byte.
        case bytes
    }

    /// The path from the folder.
    let name: String
    private let content: Content

    static let configuration = CompanionFile(name: "config.json", content: .bytes)
    static let vocabulary = CompanionFile(name: "vocab.txt", content: .lines)
    /// Version, truncation and padding change whenever a program has used the tokenizer.
    static let tokenizerJSON = CompanionFile(
        name: "tokenizer.json", content: .json(ignored: ["version", "truncation", "padding"]))
    static let tokenizer = [
        vocabulary, tokenizerJSON, CompanionFile(name: "tokenizer_config.json", content: .fields),
        CompanionFile(name: "special_tokens_map.json", content: .specialTokens),
        CompanionFile(name: "added_tokens.json", content: .json(ignored: [])),
    ]

    /// The list of modules, and all files of the modules other than the transformer, without the weights that a library
    /// loads.
    ///
    /// - Throws: ``Fault`` `file.*`.
    static func modules(_ list: SentenceModules, in folder: String) throws(Fault) -> [CompanionFile] {
        let weights = try SentenceLibrary.known().weights
        var files = [file("modules.json"), file("sentence_bert_config.json")]
        for module in list.modules where !module.folder.isEmpty && module.isInside && !module.isTransformer {
            let path = FilePath.join(folder, module.folder)
            guard PathKind(of: path) == .folder else { continue }
            for name in try Folder.listing(of: path).names
            where !weights.contains(name) && PathKind(of: FilePath.join(path, name)) == .file {
                files.append(file(FilePath.join(module.folder, name)))
            }
        }
        return files
    }

    private static func file(_ name: String) -> CompanionFile {
        CompanionFile(name: name, content: name.hasSuffix(".json") ? .json(ignored: []) : .bytes)
    }
}

extension CompanionFile {
    func isPresent(in folder: String) -> Bool { PathKind(of: FilePath.join(folder, name)) == .file }

    /// What differs between the files of two folders, in words; nil: nothing that matters.
    ///
    /// - Parameter fields: those to compare in a configuration of the tokenizer.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `compare.companion-limit`.
    func difference(_ first: String, _ second: String, fields: [BehaviourField]) throws(Fault) -> String? {
        let (file, other) = (FilePath.join(first, name), FilePath.join(second, name))
        if case .bytes = content { return try Self.areEqual(file, other) ? nil : "the content differs" }
        let (bytes, otherBytes) = (try Self.bytes(file), try Self.bytes(other))
        guard bytes != otherBytes else { return nil }
        if case .lines = content { return LineDifference(bytes, otherBytes).map(\.words) }
        let (value, otherValue) = (try Self.json(bytes, file), try Self.json(otherBytes, other))
        switch content {
        case .fields:
            guard let one = value.object, let two = otherValue.object else { return "the content differs" }
            for field in fields {
                let (text, otherText) = (field.value(in: one).plainToken, field.value(in: two).plainToken)
                guard let difference = JSONDifference.between(text, otherText) else { continue }
                return difference.words(below: field.name)
            }
            return nil
        case .specialTokens:
            return JSONDifference.between(value.plainTokens, otherValue.plainTokens)?.words(below: nil)
        case .json(let ignored):
            return JSONDifference.between(value, otherValue, ignoring: ignored)?.words(below: nil)
        case .lines, .bytes:
            return nil
        }
    }

    /// - Throws: ``Fault`` `file.*`, `compare.companion-limit`.
    static func bytes(_ path: String) throws(Fault) -> [UInt8] {
        let file = try InputFile(path: path)
        guard file.byteCount <= ComparisonLimits.companionBytes else {
            throw Fault(
                .companionLimit, file: path,
                reason: "has \(file.byteCount) bytes, and at most \(ComparisonLimits.companionBytes) are compared",
                remedy: "compare the weights alone, with --weights-only")
        }
        return try file.bytes(at: 0, count: Int(file.byteCount))
    }

    static func json(_ bytes: [UInt8], _ path: String) throws(Fault) -> JSONValue {
        do throws(Fault) {
            return try JSONParser.parse(bytes)
        } catch {
            throw error.inFile(path)
        }
    }

    /// Compares files of any size.
    private static func areEqual(_ first: String, _ second: String) throws(Fault) -> Bool {
        let (file, other) = (try InputFile(path: first), try InputFile(path: second))
        guard file.byteCount == other.byteCount else { return false }
        var done: UInt64 = 0
        while done < file.byteCount {
            let count = Int(min(UInt64(Block.standardByteCount), file.byteCount - done))
            guard try file.bytes(at: done, count: count) == other.bytes(at: done, count: count) else { return false }
            done += UInt64(count)
        }
        return true
    }
}

extension JSONValue {
    /// The text of a token, which may be written as an object with its text as `content`.
    fileprivate var plainToken: JSONValue { object?["content"] ?? self }

    /// An object of tokens, each as its text.
    fileprivate var plainTokens: JSONValue {
        guard let members = object?.members,
            let plain = try? JSONObject(unique: members.map { ($0.name, $0.value.plainToken) })
        else { return self }
        return .object(plain)
    }
}

extension JSONDifference {
    /// Where the values differ, and both if they are short: `model.vocab.the is 1996 and 1997`.
    fileprivate func words(below name: String?) -> String {
        let place = ([name].compactMap(\.self) + path).joined(separator: ".")
        return (place.isEmpty ? "the content" : place) + " is " + JSONValue.words(first, second)
    }
}

extension JSONValue {
    /// Two values in a sentence; a text beside a number is in quotes: `"12" and 12`.
    package static func words(_ first: JSONValue, _ second: JSONValue) -> String {
        func word(_ value: JSONValue, beside other: JSONValue) -> String {
            switch (value, other) {
            case (.string, .integer), (.string, .decimal), (.string, .bool): JSONWriter.compact(value)
            default: value.short
            }
        }
        return word(first, beside: second) + " and " + word(second, beside: first)
    }

    /// The value in a sentence.
    package var short: String {
        switch self {
        case .null: "not set"
        case .array: "a list"
        case .object: "an object"
        case .string(let text): text
        default: JSONWriter.compact(self)
        }
    }
}

extension Fault.Code {
    package static let companionLimit = Fault.Code("compare.companion-limit")
}
