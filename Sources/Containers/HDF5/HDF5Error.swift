package import JSONText

/// Why a file is not read or not made: what is there, on which object, and what libhdf5 said.
package struct HDF5Error: Error, Sendable, Equatable {
    /// The kind of error, stable across wording; the raw value is what the answer carries.
    package enum Code: String, Sendable, CaseIterable {
        case notHDF5 = "not-hdf5"
        /// libhdf5 could not read or make it, or it contradicts itself.
        case corrupt
        case externalStorage = "external-storage"
        case externalLink = "external-link"
        case softLink = "soft-link"
        case userDefinedLink = "user-defined-link"
        case virtualDataset = "virtual-dataset"
        /// A group is reached twice, along a cycle or not.
        case groupCycle = "group-cycle"
        case unknownFilter = "unknown-filter"
        case tooManyObjects = "too-many-objects"
        case tooDeep = "too-deep"
        case attributeTooLarge = "attribute-too-large"
        case shapeBomb = "shape-bomb"
        case chunkTooLarge = "chunk-too-large"
        case answerTooLarge = "answer-too-large"
        case unsupportedType = "unsupported-type"
        /// A name or a string that is not UTF-8, or a name that cannot stand in a path.
        case badName = "bad-name"
        case badString = "bad-string"
        /// Decode was asked for a dataset that is not there.
        case noSuchDataset = "no-such-dataset"
        /// Decode was asked for data that is not in the file, in part or at all.
        case neverWritten = "never-written"
        /// The file is not what it was when it was opened.
        case changed
        /// The specification of a new file is not JSON of the members and types that are known.
        case badSpecification = "bad-specification"
        /// Two objects of a new file, or two attributes of one, would have the same name.
        case duplicatePath = "duplicate-path"
        case fileTooLarge = "file-too-large"
        /// Standard output could not be written.
        case output
    }

    package let code: Code
    /// The object, from the root of the file: `/bert/x:0`.
    package var path: String?
    /// A lower-case sentence without a full stop.
    package let reason: String
    /// The error stack of libhdf5, outermost first.
    package let causes: [String]

    package init(_ code: Code, path: String? = nil, _ reason: String, causes: [String] = []) {
        self.code = code
        self.path = path
        self.reason = reason
        self.causes = causes
    }

    /// The same error on the object at `path`, unless it names one already.
    func at(_ path: String) -> HDF5Error {
        var placed = self
        placed.path = placed.path ?? path
        return placed
    }
}

extension HDF5Error {
    /// The answer that is given instead of a catalogue: `{"error":{"code":…,"path":…,"reason":…,"causes":[…]}}`.
    package var json: JSONValue {
        [
            "error": [
                "code": .string(code.rawValue),
                "path": path.map { .string($0) } ?? .null,
                "reason": .string(reason),
                "causes": .array(causes.map { .string($0) }),
            ]
        ]
    }
}
