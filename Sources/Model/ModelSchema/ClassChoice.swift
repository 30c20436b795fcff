internal import ByteIO

/// Which class the model is to be, and how that was found.
struct ClassChoice {
    let modelClass: ModelClass
    let source: ModelCase.ClassSource
    /// That config.json names a class which is not known; the heads in the file then decide.
    private(set) var problem: Fault?

    /// - Parameters:
    ///   - stated: what the user said.
    ///   - automatic: the class that chooses by the architecture, whatever config.json says; nil: none does.
    ///   - library: the library that will load the model.
    ///   - path: of the checkpoint.
    /// - Throws: ``Fault`` `model.unknown-class`, `model.undecided-class`.
    init(
        stated: String?, by automatic: String? = nil, _ configuration: Configuration, _ binding: Binding,
        _ architecture: Architecture, _ library: Library, path: String
    ) throws(Fault) {
        let known = architecture.classes.map(\.name)
        if let stated {
            guard let modelClass = architecture.modelClass(stated) else { throw .unknownClass(stated, known: known) }
            (self.modelClass, source) = (modelClass, .stated)
            return
        }
        if let automatic, let modelClass = architecture.automaticClass(automatic) {
            (self.modelClass, source) = (modelClass, .automatic(automatic))
            return
        }
        if let name = configuration.className {
            if let modelClass = architecture.modelClass(name) {
                (self.modelClass, source) = (modelClass, .configuration)
                return
            }
            problem = Fault.foreignClass(name, architecture, library, known: known)
                .inFile(configuration.path ?? path)
        }
        do throws(Fault) {
            let modelClass = try binding.impliedClass(in: architecture)
            (self.modelClass, source) = (modelClass, .heads(others: binding.likeness(of: modelClass, in: architecture)))
        } catch {
            throw problem ?? error.inFile(path)
        }
    }

    /// Fields with another value than the class works with.
    func unfitFields(_ configuration: Configuration, path: String) -> [Fault] {
        modelClass.required.sorted { $0.key < $1.key }.compactMap { field, needed in
            guard let value = configuration.integer(field), value != needed else { return nil }
            return Fault(
                .configuration, file: configuration.path ?? path, subject: "field '\(field)'",
                reason: "is \(value), but \(modelClass.name) works only with \(needed)",
                remedy: "pass the right class with --as, or correct config.json")
        }
    }
}

/// How many labels a config.json counts, in two places that can contradict each other.
///
/// transformers 4 goes by `id2label`, version 5 by `num_labels`.
package struct LabelCounts: Sendable, Equatable {
    /// `num_labels`.
    package let stated: Int?
    /// The members of `id2label`.
    package let byIdentifier: Int?

    package var isConflict: Bool {
        if let stated, let byIdentifier { stated != byIdentifier } else { false }
    }
}
