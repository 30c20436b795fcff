package import ByteIO
package import JSONText

/// Why the helper does not read a file or does not make one.
///
/// It writes this error instead of an answer.
package struct HDF5Error: Error, Sendable, Equatable {
    /// The kind of error, which stays the same when the wording changes.
    ///
    /// The raw value is what the JSON has.
    package enum Code: String, Sendable, CaseIterable {
        case notHDF5 = "not-hdf5"
        /// libhdf5 could not read or make the file, or the file contradicts itself.
        case corrupt
        case externalStorage = "external-storage"
        case externalLink = "external-link"
        case softLink = "soft-link"
        case userDefinedLink = "user-defined-link"
        case virtualDataset = "virtual-dataset"
        /// Two paths lead to one group, whether or not they form a cycle.
        case groupCycle = "group-cycle"
        case unknownFilter = "unknown-filter"
        case tooManyObjects = "too-many-objects"
        case tooDeep = "too-deep"
        case attributeTooLarge = "attribute-too-large"
        case shapeBomb = "shape-bomb"
        case chunkTooLarge = "chunk-too-large"
        case answerTooLarge = "answer-too-large"
        case unsupportedType = "unsupported-type"
        /// A name or a string that is not UTF-8, or a name that no path can contain.
        case badName = "bad-name"
        case badString = "bad-string"
        /// `decode` was asked for a dataset that the file does not have.
        case noSuchDataset = "no-such-dataset"
        /// `decode` was asked for data of which the file lacks some or all.
        case neverWritten = "never-written"
        /// The file has changed since it was opened.
        case changed
        /// The specification of a new file is not JSON with the known members and types.
        case badSpecification = "bad-specification"
        /// Two objects of a new file, or two attributes of one object, would have the same name.
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

    /// The same error about the object at `path`, unless the error names an object already.
    package func at(_ path: String) -> HDF5Error {
        var located = self
        located.path = located.path ?? path
        return located
    }
}

extension HDF5Error {
    /// The error as JSON: `{"error":{"code":…,"path":…,"reason":…,"causes":[…]}}`.
    package var json: JSONValue {
        [
            "error": [
                "code": .string(code.rawValue), "path": .text(path), "reason": .string(reason),
                "causes": .texts(causes),
            ]
        ]
    }

    /// Reads the error of a helper that refused; long texts are clipped, and eight causes are kept.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it is not such an error, or its code is unknown.
    package init(parsing answer: [UInt8]) throws(Fault) {
        guard let object = try? HelperAnswer.object(answer)?["error"]?.object, let word = object["code"]?.string,
            let reason = object["reason"]?.string
        else { throw .answer("bertconv-hdf5 failed and gave no reason") }
        guard let code = Code(rawValue: word) else { throw .answer("bertconv-hdf5 failed for an unknown reason") }
        let causes = (object["causes"]?.array ?? []).prefix(Self.causeLimit).compactMap(\.string)
        self.init(
            code, path: object["path"]?.string.map(Self.clipped), Self.clipped(reason), causes: causes.map(Self.clipped)
        )
    }

    private static let causeLimit = 8
    /// Bytes of a text that are kept; the helper quotes names of up to 4 KiB.
    private static let textLimit = 8192

    private static func clipped(_ text: String) -> String {
        text.utf8.count <= textLimit ? text : String(decoding: text.utf8.prefix(textLimit), as: UTF8.self) + "…"
    }
}
