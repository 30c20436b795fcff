import ByteIO
import Comparison
import ModelSchema
import Reporting

/// What an in-toto Statement on a model names: the model and its files as OpenSSF model signing does, and its weights by
/// the digest that survives a conversion.
///
/// Files are listed before the model is verified and hashed after it. A file that another program changes or replaces
/// meanwhile is an error, so that a statement is about the bytes that were judged.
struct Attestation {
    private let path: String
    private let library: Library
    private let known: KnownArchitectures
    private let listing: Result<ModelFiles, Fault>

    /// Lists the files of the model at `path`.
    ///
    /// - Parameter known: the architectures by which the names of the weights are read.
    init(of path: String, library: Library, known: KnownArchitectures) {
        self.path = path
        self.library = library
        self.known = known
        listing = Result { () throws(Fault) in try ModelFiles(in: path) }
    }

    /// Hashes the files, and adds to the report what they are, or why there can be no statement.
    ///
    /// Weights that have no digest, such as copies that differ, get a note instead.
    func complete(_ report: inout VerifyReport) {
        var weights: VerifyReport.Subject?
        do throws(Fault) {
            weights = VerifyReport.Subject(weights: try CheckpointDigest(checkpoint()).whole)
        } catch {
            report.notes.append("the weights have no digest: \(error.description)")
        }
        report.subjects = Result { [listing] () throws(Fault) in
            let manifest = try ModelManifest(try listing.get())
            return [VerifyReport.Subject(file: manifest.name, sha256: manifest.root)] + (weights.map { [$0] } ?? [])
                + manifest.files.map { VerifyReport.Subject(file: $0.name, sha256: $0.digest) }
        }
    }

    private func checkpoint() throws(Fault) -> CanonicalCheckpoint {
        try CanonicalCheckpoint(at: try ModelPlace(path, library: library, known: known))
    }
}
