import ArgumentParser
import ByteIO
import ModelSchema

/// The schema files of the user's own architectures, which the command knows beside the built-in ones.
struct SchemaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Know the architecture that this schema file describes, too; repeatable (docs/architectures.md).",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var schema: [String] = []

    /// The built-in architectures, and those of the files.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.schema`.
    func architectures() throws(Fault) -> KnownArchitectures {
        try KnownArchitectures(adding: schema)
    }

    /// Checks the class that `--as` names.
    ///
    /// A schema file that cannot be read is not reported here, as it is no wrong usage.
    ///
    /// - Throws: `ValidationError` if no architecture has the class.
    func checkClass(_ name: String?) throws {
        guard let name, let known = try? architectures(),
            let isKnown = try? known.withClass(name)?.modelClass(name)?.name == name, !isKnown
        else { return }
        let fault = Fault.unknownClass(name, known: try known.all().flatMap(\.classes).map(\.name))
        throw ValidationError("the value '\(name)' is invalid for '--as <class>': \(fault.description)")
    }

    /// What a shell offers after `--as`: the built-in classes.
    static let classCompletion = CompletionKind.custom { _, _, _ in
        ((try? KnownArchitectures.builtIn.all()) ?? []).flatMap(\.classes).map(\.name)
    }
}

extension OutputPlaces {
    /// Adds the schema files, which no output replaces.
    mutating func keep(_ schemas: SchemaOptions) {
        for path in schemas.schema { keep(path, as: .schema) }
    }
}
