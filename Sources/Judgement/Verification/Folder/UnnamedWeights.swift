internal import ByteIO
internal import Formats
internal import ModelSchema

/// The weights in a model's folder that were not looked at, because the user named one file of it.
///
/// Everything else in the folder that belongs to the model is checked for the file as for the folder.
package struct UnnamedWeights: Sendable {
    /// Their names in the folder; if the library loads one of them and not the named file, it is the first.
    package let names: [String]
    private let named: String
    private let folder: String
    /// What the library does with the whole folder: `transformers 5.23 loads 'model.safetensors' from it`.
    private let reason: String

    /// - Returns: nil: a folder was named, its library loads the named file and nothing else is there, or nothing says
    ///   that the file belongs to a model.
    /// - Throws: ``Fault`` `file.*` if the folder cannot be read, `model.schema`.
    init?(_ place: ModelPlace) throws(Fault) {
        guard let own = place.weights, let whole = try place.wholeFolder() else { return nil }
        if let unread = whole.problems.first(where: \.isOfFileSystem) { throw unread }
        let named = FilePath.name(of: own.path)
        let first = whole.weights.map { FilePath.name(of: $0.path) }
        names = ([first].compactMap(\.self) + whole.otherWeights).filter { $0 != named }
        if let obstacle = whole.obstacle {
            // Of several checkpoints one has to be named.
            guard obstacle.code != .severalCheckpoints else { return nil }
            reason =
                "as a whole it cannot be verified yet ("
                + "\(obstacle.file.map { FilePath.name(of: $0) + ": " } ?? "")\(obstacle.reason))"
        } else if let first, first != named, let library = whole.weights?.library {
            reason = "\(library.title) loads '\(first)' from it"
        } else if !names.isEmpty {
            reason = "it also has \(names.map { "'\($0)'" }.joined(separator: ", "))"
        } else {
            return nil
        }
        (self.named, folder) = (named, place.folder)
    }

    /// What was not looked at, and the command that looks at it.
    ///
    /// - Parameter options: those of the command that verified the file.
    func note(_ options: [String]) -> String {
        let words = ["bertconv", "verify", ShellWord.path(folder)] + options
        let quoted = words.compactMap(ShellWord.quoted)
        let command = quoted.count == words.count ? ": " + quoted.joined(separator: " ") : ""
        return "only '\(named)' of the folder was verified: \(reason); run verify on the folder\(command)"
    }
}
