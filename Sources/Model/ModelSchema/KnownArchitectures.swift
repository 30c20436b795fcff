package import ByteIO
internal import Schemas

/// The architectures that a model can be of: the built-in ones, each read when it is needed, and the user's own.
package struct KnownArchitectures: Sendable {
    /// Those of the user's schema files.
    package private(set) var own: [Architecture] = []

    /// Those that are compiled in.
    package static let builtIn = KnownArchitectures()

    private static let files = BuiltInFiles()

    /// All of them, the built-in ones first.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in a built-in file.
    package func all() throws(Fault) -> [Architecture] {
        var all: [Architecture] = []
        for index in Schemas.architectures.indices { all += try Self.files.architectures(index) }
        return all + own
    }

    /// The stated one alone, or without one all of them.
    func candidates(_ stated: Architecture?) throws(Fault) -> [Architecture] {
        if let stated { [stated] } else { try all() }
    }

    /// Those that this `model_type` names; none: it is unknown.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    func named(_ modelType: String) throws(Fault) -> [Architecture] {
        let builtIn = try firstFile(with: modelType) { $0.modelTypes.contains(modelType) }
        return builtIn + own.filter { $0.modelTypes.contains(modelType) }
    }

    /// The architecture that has the class; nil: none.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package func withClass(_ name: String) throws(Fault) -> Architecture? {
        if let found = own.first(where: { $0.modelClass(name) != nil }) { return found }
        let plain = Architecture.plainClass(name)
        if let found = try firstFile(with: plain, { $0.modelClass(plain) != nil }).first { return found }
        // The names of classes that several families share are not in their file as they are.
        return try firstFile(with: "families") { $0.modelClass(plain) != nil }.first
    }

    /// Adds an architecture of the user's own.
    mutating func add(_ architecture: Architecture) { own.append(architecture) }

    /// The architectures that fit, of the first built-in file that has the word in quotes and any of them.
    ///
    /// A file that knows a model type or a class has it in quotes. So one file is read for one model.
    private func firstFile(
        with word: String, _ fits: (Architecture) -> Bool
    ) throws(Fault) -> [Architecture] {
        let quoted = "\"\(word)\""
        for (index, text) in Schemas.architectures.enumerated() where text.hasBytes(of: quoted) {
            let found = try Self.files.architectures(index).filter(fits)
            if !found.isEmpty { return found }
        }
        return []
    }
}

extension KnownArchitectures {
    /// The architecture that config.json names, or of several with its model type the one with the class that the user
    /// names; nil: neither names one.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package func stated(by file: ConfigurationFile?, _ className: String?) throws(Fault) -> Architecture? {
        let configured = file?.architecture
        guard let className, configured?.modelClass(className) == nil else { return configured }
        guard let configured else { return try withClass(className) }
        for type in configured.modelTypes {
            if let sharing = try named(type).first(where: { $0.modelClass(className) != nil }) { return sharing }
        }
        return configured
    }
}

/// The built-in schema files, each read once.
private struct BuiltInFiles: ~Copyable, Sendable {
    private let read = Monitor<[Int: Result<[Architecture], Fault>]>([:])

    /// The architectures of the file at this place in `Schemas.architectures`.
    func architectures(_ index: Int) throws(Fault) -> [Architecture] {
        try read.withLock { read in
            if let known = read[index] { return known }
            let result = Result { () throws(Fault) in
                try Architecture.read(schema: Schemas.architectures[index], try Wrappers())
            }
            read[index] = result
            return result
        }.get()
    }
}
