internal import ByteIO
internal import JSONText

/// What a config.json shall say of the weights beside it.
package struct ConfigurationEdits: Sendable {
    /// The weights' type as `torch_dtype` or `dtype` names it, whichever it has: `float16`; nil: what it says.
    package var elementType: String?
    /// The type that a library casts the weights to, to be written down where the configuration names none: `float16`.
    package var castType: String?
    /// The class, the first of `architectures`; nil: what it says.
    package var className: String?

    /// Whether the fields stay that name classes and functions of the folder's own code.
    package var keepsCode = false

    /// Fields by which a library runs code of the folder in the place of its own.
    private static let codeFields: Set<String> = ["auto_map", "custom_pipelines"]
    /// Fields by which transformers 5.23 takes other files than the usual ones, or reads other fields in the place of
    /// those that are judged; what they name is not in the output.
    private static let redirections: Set<String> = ["transformers_weights", "configuration_files", "attribute_map"]

    private static let typeFields: Set<String> = ["dtype", "torch_dtype"]

    /// A configuration as it shall be.
    struct Edited {
        let bytes: [UInt8]
        /// The fields that are not in it any more.
        let removed: [String]
    }

    package init(
        elementType: String? = nil, castType: String? = nil, className: String? = nil, keepsCode: Bool = false
    ) {
        self.elementType = elementType
        self.castType = castType
        self.keepsCode = keepsCode
        self.className = className
    }

    /// The configuration as it shall be; nil when it is that already, or no object.
    ///
    /// - Parameter path: the file that the bytes are of.
    /// - Throws: ``Fault`` `json.*`: what cannot be read may name code all the same.
    func applied(to bytes: [UInt8], of path: String) throws(Fault) -> Edited? {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            throw error.inFile(path)
        }
        guard let object = value.object else { return nil }
        var members: [(String, JSONValue)] = []
        var removed: [String] = []
        for member in object.members {
            let leadsAway =
                Self.redirections.contains(member.name) || !keepsCode && Self.codeFields.contains(member.name)
            if leadsAway, member.value != .null {
                removed.append(member.name)
            } else {
                members.append((member.name, edited(member)))
            }
        }
        if let castType, !members.contains(where: { Self.typeFields.contains($0.0) && $0.1 != .null }) {
            members.removeAll { Self.typeFields.contains($0.0) }
            members.append(("dtype", .string(castType)))
        }
        if let className, object["architectures"] == nil {
            members.append(("architectures", [.string(className)]))
        }
        let isAsBefore =
            members.count == object.members.count
            && zip(members, object.members).allSatisfy { $0.0 == $1.name && $0.1 == $1.value }
        guard !isAsBefore else { return nil }
        let edited = JSONWriter.pretty(.object(try JSONObject(unique: members))) + "\n"
        return Edited(bytes: Array(edited.utf8), removed: removed)
    }

    private func edited(_ member: JSONObject.Member) -> JSONValue {
        switch member.name {
        case "torch_dtype", "dtype": elementType.map { .string($0) } ?? member.value
        case "architectures":
            className.flatMap { member.value.array?.first?.string == $0 ? nil : [.string($0)] } ?? member.value
        default: member.value
        }
    }
}
