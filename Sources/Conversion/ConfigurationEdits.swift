internal import ByteIO
internal import JSONText

/// What a config.json shall say of the weights beside it.
package struct ConfigurationEdits: Sendable {
    /// The weights' type as `torch_dtype` or `dtype` names it, whichever it has: `float16`; nil: what it says.
    package var elementType: String?
    /// The class, the first of `architectures`; nil: what it says.
    package var className: String?

    package init(elementType: String? = nil, className: String? = nil) {
        self.elementType = elementType
        self.className = className
    }

    /// The configuration as it shall be; nil when it is that already.
    ///
    /// - Throws: ``Fault`` `json.*`.
    func applied(to bytes: [UInt8]) throws(Fault) -> [UInt8]? {
        guard elementType != nil || className != nil, let object = try JSONParser.parse(bytes).object else {
            return nil
        }
        var members: [(String, JSONValue)] = []
        for member in object.members { members.append((member.name, edited(member))) }
        if let className, object["architectures"] == nil {
            members.append(("architectures", [.string(className)]))
        }
        let edited = JSONObject(members)
        let isAsBefore =
            members.count == object.members.count
            && zip(members, object.members).allSatisfy { $0.1 == $1.value }
        return isAsBefore ? nil : Array((JSONWriter.pretty(.object(edited)) + "\n").utf8)
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
