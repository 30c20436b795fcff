import ByteIO
import Conversion
import Formats
import JSONText
import Verification
import Vocabularies

/// The tokenizer of a checkpoint of TensorFlow in the form that transformers loads.
///
/// A SavedModel has its vocabulary in `assets`. Whether words keep their capitals is told to TensorFlow's programs when
/// they are started (`do_lower_case`); transformers makes text lower case unless tokenizer_config.json says otherwise.
enum BundleTokenizer {
    private static let vocabulary = "vocab.txt"
    private static let settings = "tokenizer_config.json"
    private static let mostBytes: UInt64 = 16 << 20

    /// Adds the files that `folder` lacks.
    ///
    /// - Parameter weights: the index of the checkpoint.
    /// - Returns: the names of the files, and what the user should know of each.
    /// - Throws: ``Fault`` `file.*`, `convert.leads-out`.
    static func complete(_ folder: String, for weights: String) throws(Fault) -> [(name: String, note: String)] {
        var added: [(name: String, note: String)] = []
        let words = FilePath.join(folder, vocabulary)
        if PathKind(of: words) == .nothing, let source = BundlePlace.vocabulary(of: weights) {
            try SideFiles.copy(source, to: words)
            added.append((vocabulary, "vocab.txt is a copy of '\(source)'"))
        }
        let isSettled = [settings, "tokenizer.json"].contains { PathKind(of: FilePath.join(folder, $0)) != .nothing }
        guard !isSettled, PathKind(of: words) == .file else { return added }
        let file = try InputFile(path: words)
        guard file.byteCount <= mostBytes else {
            added.append(("", "vocab.txt is too large to tell whether words keep their capitals"))
            return added
        }
        let list = WordList(file: words, lines: try file.bytes(at: 0, count: Int(file.byteCount)))
        guard list.hasCapitals else { return added }
        let text = JSONWriter.pretty(["do_lower_case": false]) + "\n"
        try SideFiles.pending(Array(text.utf8), to: FilePath.join(folder, settings), replacing: false).commit()
        added.append((settings, "tokenizer_config.json keeps capitals, because words in vocab.txt have some"))
        return added
    }
}
