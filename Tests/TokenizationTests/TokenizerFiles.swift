import ByteIO
import TestSupport

@testable import Tokenization

/// A folder with the files of a tokenizer.
struct TokenizerFiles {
    let folder = TemporaryFolder()

    init(_ files: [String: String]) {
        for (name, text) in files { _ = folder.write(text, to: name) }
    }

    func tokenizer(modelType: String? = nil) throws(Fault) -> Tokenizer {
        try Tokenizer(folder: folder.path, modelType: modelType)
    }

    /// A WordPiece vocabulary, one word after the other.
    static func list(_ words: String...) -> String {
        (["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words).joined(separator: "\n") + "\n"
    }

    /// The code of what the tokenizer of these files throws; nil: nothing.
    static func code(_ files: [String: String], text: String = "") -> Fault.Code? {
        do throws(Fault) {
            _ = try TokenizerFiles(files).tokenizer().encode(text)
            return nil
        } catch {
            return error.code
        }
    }
}

extension Tokenizer {
    /// The tokens of a text between the special ones.
    func words(_ text: String) throws(Fault) -> [String] {
        let ids = try encode(text).ids
        return ids.dropFirst().dropLast().map { token($0) ?? "?" }
    }
}
