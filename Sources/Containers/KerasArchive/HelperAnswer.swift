internal import ByteIO
internal import JSONText

/// What every answer of the helper has in common: it may be anything at all, for libhdf5 may have been taken over by the
/// file that it read.
enum HelperAnswer {
    /// The answer as an object; nil when it is another JSON value.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it is not JSON, with nothing before or behind it.
    static func object(_ answer: [UInt8]) throws(Fault) -> JSONObject? {
        // Each value but the first stands behind one of these; in strings they are counted, too.
        let count = answer.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        guard count <= KerasLimits.answerValues else {
            throw .answer("bertconv-hdf5 told more than \(KerasLimits.answerValues) values")
        }
        do throws(Fault) {
            return try JSONParser.parse(answer, maximumDepth: 8).object
        } catch {
            throw .answer("bertconv-hdf5 did not answer in JSON: at byte \(error.offset ?? 0) \(error.reason)")
        }
    }

    /// Whether the text can be the path of an object: absolute, without empty components, and an argument of a program.
    static func isPath(_ text: String) -> Bool {
        guard text != "/" else { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count > 1 && parts[0].isEmpty && parts.dropFirst().allSatisfy { !$0.isEmpty }
            && !text.utf8.contains(0)
    }

    /// The attributes that are lists of strings, an empty list of whatever type included.
    static func attributes(of object: JSONObject, at path: String) throws(Fault) -> [String: [String]] {
        guard let listed = object["attributes"]?.array else {
            throw .answer("has no list of attributes", subject: "object '\(path)'")
        }
        var names: Set<String> = []
        var attributes: [String: [String]] = [:]
        for value in listed {
            guard let attribute = value.object, let name = attribute["name"]?.string, names.insert(name).inserted
            else { throw .answer("has an attribute without a name of its own", subject: "object '\(path)'") }
            guard let values = attribute["strings"] else {
                guard attribute["other"]?.string != nil else {
                    throw .answer("has an attribute without a value, '\(name)'", subject: "object '\(path)'")
                }
                continue
            }
            guard let strings = values.array, case let texts = strings.compactMap(\.string),
                texts.count == strings.count
            else { throw .answer("has a list with no list of strings, '\(name)'", subject: "object '\(path)'") }
            attributes[name] = texts
        }
        return attributes
    }
}
