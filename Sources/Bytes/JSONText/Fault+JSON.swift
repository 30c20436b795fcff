package import ByteIO

extension Fault.Code {
    package static let jsonSyntax = Fault.Code("json.syntax")
    package static let jsonDuplicateName = Fault.Code("json.duplicate-name")
    package static let jsonDepth = Fault.Code("json.depth")
    package static let jsonLimit = Fault.Code("json.limit")
    package static let jsonEncoding = Fault.Code("json.encoding")
    package static let jsonType = Fault.Code("json.type")
}

extension Fault {
    static func syntax(_ reason: String, at offset: Int) -> Fault {
        Fault(.jsonSyntax, offset: UInt64(offset), reason: "not valid JSON: \(reason)")
    }

    /// - Parameter offset: nil if the object was made in memory.
    static func duplicateName(_ name: String, at offset: Int?) -> Fault {
        Fault(
            .jsonDuplicateName, offset: offset.map { UInt64($0) },
            reason: "the name '\(name)' occurs twice in one object")
    }

    static func tooDeep(limit: Int, at offset: Int) -> Fault {
        Fault(.jsonDepth, offset: UInt64(offset), reason: "JSON is nested deeper than \(limit) levels")
    }

    static func tooMany(limit: Int, at offset: Int) -> Fault {
        Fault(.jsonLimit, offset: UInt64(offset), reason: "JSON holds more than \(limit) values")
    }

    static func notUTF8(at offset: Int) -> Fault {
        Fault(.jsonEncoding, offset: UInt64(offset), reason: "JSON text is not valid UTF-8")
    }

    /// A member has another type than the format or the schema needs.
    package static func wrongType(_ name: String, expected: String, found: JSONValue?, at offset: Int? = nil) -> Fault {
        let had = found.map { "is \($0.typeName)" } ?? "is missing"
        return Fault(
            .jsonType, offset: offset.map { UInt64($0) }, reason: "'\(name)' \(had), expected \(expected)")
    }
}
