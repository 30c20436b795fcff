import ByteIO
import Conversion
import ModelSchema
import Verification

/// The new folder that `verify --fix` writes a model to.
struct FixFolder {
    let path: String

    enum Outcome {
        case written
        /// Nothing was written, for this reason.
        case nothing(String)
    }

    /// Writes the model at `model` anew, with what lies beside its weights, if that cures something.
    ///
    /// - Throws: ``Fault`` when the folder exists or lies in the model, and when it cannot be written; nothing is left
    ///   of it then.
    func write(_ model: String, _ verifier: ModelVerifier, _ search: FixSearch, isQuiet: Bool) throws -> Outcome {
        try check()
        let result = verifier.verify(model)
        let incurable = Outcome.nothing("no conversion cures what was found")
        guard let place = result.examination?.facts.place else { return incurable }
        try check(outside: place)
        guard let found = search.search(result, FixOutput(folder: path)) else { return incurable }
        if let guess = found.guess { return .nothing(guess.words) }
        _ = try found.conversion.write(isQuiet: isQuiet)
        return .written
    }

    private func check() throws(Fault) {
        let path = FilePath.withoutTrailingSlash(path)
        if PathKind(of: path) != .nothing || PathKind.linkTarget(of: path) != nil { throw .fixExists(path) }
        try AtomicFolder.checkPlace(path)
    }

    private func check(outside place: ModelPlace) throws(Fault) {
        let folder = FilePath.withoutTrailingSlash(path)
        guard let model = FixOutput.modelFolder(of: place), Containment.isWithin(FilePath.folder(of: folder), model)
        else { return }
        throw .fixInModel(path, model: model)
    }
}

extension Fault {
    fileprivate static func fixExists(_ path: String) -> Fault {
        Fault(
            .fileExists, file: path, reason: "exists already, and --fix writes a new folder",
            remedy: "choose another name")
    }

    fileprivate static func fixInModel(_ path: String, model: String) -> Fault {
        Fault(
            .fileIsNeeded, file: path, reason: "would be inside of the model's folder '\(model)'",
            remedy: "choose a place outside of it")
    }
}
