package import ByteIO
package import JSONText

/// Reads the files of a tokenizer.
package enum VocabularyFile {
    /// - Throws: ``Fault`` `file.*`, `folder.vocabulary`.
    package static func bytes(_ path: String) throws(Fault) -> [UInt8] {
        let file = try InputFile(path: path)
        guard file.byteCount <= VocabularyLimits.fileBytes else {
            throw Fault(
                .vocabulary, file: path,
                reason: "a list of tokens may have \(VocabularyLimits.fileBytes) bytes, this one has \(file.byteCount)",
                remedy: "use the file that was saved with the model")
        }
        return try file.bytes(at: 0, count: Int(file.byteCount))
    }

    /// - Returns: nil: there is no such file, or it has no object.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `folder.vocabulary`.
    package static func object(_ path: String) throws(Fault) -> JSONObject? {
        guard PathKind(of: path) == .file else { return nil }
        do throws(Fault) {
            return try JSONParser.parse(try bytes(path)).object
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Fault.Code {
    package static let vocabulary = Fault.Code("folder.vocabulary")
}
