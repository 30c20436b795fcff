package import ByteIO
package import JSONText

/// The changes to a config.json that is copied, so that it fits the weights that were written.
package struct ConfigurationEdits: Sendable {
    /// The new value of `torch_dtype` or `dtype`, whichever it has: `float16`; nil: it stays the same.
    package var elementType: String?
    /// The type that a library casts the weights to, which is added if the configuration names none: `float16`.
    package var castType: String?
    /// The new class in `architectures`; nil: it stays the same.
    package var className: String?
    /// The name of a file such as bert_config.json that becomes a config.json; nil: there is none.
    package var otherName: String?
    /// What it lacks, or what the tensors tell where no file does; nil: the file is a config.json.
    package var completion: Completion?
    /// Whether the folder's configuration and tokenizer are those of another program, and are not copied.
    package var leavesForeign = false
    /// Whether to keep the fields that name the folder's own code.
    package var keepsCode = false

    /// The fields that make a library run the folder's code instead of its own.
    private static let codeFields: Set<String> = ["auto_map", "custom_pipelines"]
    /// The fields that make transformers 5.23 load other files than the usual ones, or read other fields than those
    /// that were checked.
    ///
    /// What they name is not in the output.
    private static let redirections: Set<String> = ["transformers_weights", "configuration_files", "attribute_map"]
    private static let typeFields: Set<String> = ["dtype", "torch_dtype"]

    /// The fields that a library needs and the input's configuration does not have.
    package struct Completion: Sendable {
        private let members: [(name: String, value: JSONValue)]

        /// - Parameters:
        ///   - modelType: the value of `model_type`.
        ///   - className: the class that is written.
        ///   - labels: the field with the names of the labels, and how many there are; nil: as many as by default.
        ///   - values: further fields.
        package init(
            modelType: String?, className: String, labels: (field: String, count: Int)?,
            values: [(name: String, value: JSONValue)] = []
        ) throws(Fault) {
            var members: [(name: String, value: JSONValue)] = [("architectures", [.string(className)])]
            if let modelType { members.append(("model_type", .string(modelType))) }
            if let labels {
                let names = (0..<labels.count).map { (String($0), JSONValue.string("LABEL_\($0)")) }
                members.append((labels.field, .object(try JSONObject(unique: names))))
            }
            self.members = members + values
        }

        /// The fields that `object` has not.
        fileprivate func missing(in object: JSONObject) -> [(String, JSONValue)] {
            members.filter { object[$0.name] == nil }
        }
    }

    /// A changed configuration.
    struct Edited {
        let bytes: [UInt8]
        /// The fields that were removed.
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

    /// The changed configuration; nil: nothing changes, or it is no object.
    ///
    /// - Parameter path: the file with these bytes.
    /// - Throws: ``Fault`` `json.*`, as a file that cannot be parsed may name code.
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
            let isRemoved =
                Self.redirections.contains(member.name) || !keepsCode && Self.codeFields.contains(member.name)
            if isRemoved, member.value != .null {
                removed.append(member.name)
            } else {
                members.append((member.name, edited(member)))
            }
        }
        if let castType, !members.contains(where: { Self.typeFields.contains($0.0) && $0.1 != .null }) {
            members.removeAll { Self.typeFields.contains($0.0) }
            members.append(("dtype", .string(castType)))
        }
        if let className, completion == nil, object["architectures"] == nil {
            members.append(("architectures", [.string(className)]))
        }
        members += completion?.missing(in: object) ?? []
        let isUnchanged =
            members.count == object.members.count
            && zip(members, object.members).allSatisfy { $0.0 == $1.name && $0.1 == $1.value }
        guard !isUnchanged else { return nil }
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
