package import ByteIO
internal import JSONText

extension Fault.Code {
    package static let hdf5Answer = Fault.Code("hdf5.answer")
}

extension Fault {
    package static let damagedHDF5 = "the file is damaged or malicious: fetch it again from a source you trust"

    /// The helper's answer has not the agreed form, or contradicts itself or the file.
    package static func answer(_ reason: String, subject: String? = nil, offset: UInt64? = nil) -> Fault {
        Fault(.hdf5Answer, subject: subject, offset: offset, reason: reason, remedy: damagedHDF5)
    }
}

/// What all answers of the helper have in common.
///
/// An answer can be anything at all, because the file that libhdf5 reads may have taken the helper over.
enum HelperAnswer {
    /// The answer as an object; nil when it is another JSON value.
    ///
    /// - Throws: ``Fault`` `hdf5.answer` when it is not JSON, or something precedes or follows the JSON.
    static func object(_ answer: [UInt8]) throws(Fault) -> JSONObject? {
        // Each value but the first follows one of these; those in strings are counted too.
        let count = answer.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        guard count <= HelperLimits.answerValues else {
            throw .answer("the answer of bertconv-hdf5 has more than \(HelperLimits.answerValues) values")
        }
        do throws(Fault) {
            return try JSONParser.parse(answer, maximumDepth: HelperLimits.levels).object
        } catch {
            throw .answer("bertconv-hdf5 did not answer in JSON: at byte \(error.offset ?? 0), \(error.reason)")
        }
    }

    /// Whether the text can be the path of an object: absolute, without empty components, and without NUL, because it
    /// becomes an argument of a program.
    static func isPath(_ text: String) -> Bool {
        guard text != "/" else { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count > 1 && parts[0].isEmpty && parts.dropFirst().allSatisfy { !$0.isEmpty }
            && !text.utf8.contains(0)
    }
}
