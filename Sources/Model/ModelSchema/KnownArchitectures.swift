package import ByteIO
internal import Schemas
internal import Synchronization

/// The architectures that are compiled in, each file read when it is needed, and only once.
private struct KnownArchitectures: ~Copyable {
    private let read = Mutex<[Int: Result<[Architecture], Fault>]>([:])

    /// The architectures of the file at this place in `Schemas.architectures`.
    func file(_ index: Int) throws(Fault) -> [Architecture] {
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

extension Architecture {
    private static let known = KnownArchitectures()

    /// All architectures that are compiled in.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in a built-in file.
    package static func all() throws(Fault) -> [Architecture] {
        var all: [Architecture] = []
        for index in Schemas.architectures.indices { all += try known.file(index) }
        return all
    }

    /// The architecture that this `model_type` names; nil: none.
    ///
    /// A file that knows a model type has it in quotes, so others are not read: a run for one model needs one file.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package static func named(_ modelType: String) throws(Fault) -> Architecture? {
        let quoted = Array("\"\(modelType)\"".utf8)
        for (index, text) in Schemas.architectures.enumerated() where text.contains(quoted) {
            let found = try known.file(index).first { $0.modelTypes.contains(modelType) }
            if let found { return found }
        }
        return nil
    }

    /// The architecture that has the class; nil: none.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    package static func withClass(_ name: String) throws(Fault) -> Architecture? {
        try all().first { $0.modelClass(name) != nil }
    }
}
