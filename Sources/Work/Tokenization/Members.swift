internal import ByteIO
internal import JSONText

/// An object of a tokenizer's file, whose members are read strictly: what is not understood is an error.
///
/// Its functions are not inlined, or each caller would hold the words of every error: 16 KB of the program.
final class Members: Sendable {
    let object: JSONObject
    let file: String
    /// Where the object is: `normalizer`; empty: it is the whole file.
    let place: String

    init(_ object: JSONObject, file: String, place: String = "") {
        self.object = object
        self.file = file
        self.place = place
    }

    @inline(never) func place(of name: String) -> String { place.isEmpty ? name : place + "." + name }

    @inline(never) func fault(_ name: String, _ reason: String) -> Fault {
        .tokenizerMember(place(of: name), reason, file: file)
    }

    @inline(never) private func wrong(_ name: String, expected: String, _ value: JSONValue?) -> Fault {
        fault(name, (value.map { "is \($0.typeName)" } ?? "is missing") + ", expected \(expected)")
    }

    /// - Throws: ``Fault`` `tokenizer.member` if the object has a member that is none of `names`.
    @inline(never) func allow(_ names: [String]) throws(Fault) {
        for member in object.members where !names.contains(member.name) {
            throw fault(member.name, "is not read, and may change the tokens")
        }
    }

    /// A member that is there and not null.
    @inline(never) func value(_ name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    /// - Throws: ``Fault`` `tokenizer.member`.
    @inline(never) func string(_ name: String) throws(Fault) -> String {
        guard let text = object[name]?.string else { throw wrong(name, expected: "a string", object[name]) }
        return text
    }

    @inline(never) func string(_ name: String, unless missing: String) throws(Fault) -> String {
        value(name) == nil ? missing : try string(name)
    }

    @inline(never) func bool(_ name: String, unless missing: Bool) throws(Fault) -> Bool {
        guard let value = value(name) else { return missing }
        guard let flag = value.bool else { throw wrong(name, expected: "a boolean", value) }
        return flag
    }

    @inline(never) func integer(_ name: String) throws(Fault) -> Int {
        guard let number = object[name]?.integer else { throw wrong(name, expected: "an integer", object[name]) }
        return number
    }

    @inline(never) func array(_ name: String) throws(Fault) -> [JSONValue] {
        guard let elements = object[name]?.array else { throw wrong(name, expected: "an array", object[name]) }
        return elements
    }

    @inline(never) func members(_ name: String) throws(Fault) -> Members {
        guard let object = object[name]?.object else { throw wrong(name, expected: "an object", object[name]) }
        return Members(object, file: file, place: place(of: name))
    }

    /// The objects of an array.
    @inline(never) func list(_ name: String) throws(Fault) -> [Members] {
        var list: [Members] = []
        for (index, element) in try array(name).enumerated() {
            guard let object = element.object else { throw wrong("\(name).\(index)", expected: "an object", element) }
            list.append(Members(object, file: file, place: place(of: "\(name).\(index)")))
        }
        return list
    }

    /// - Throws: ``Fault`` `tokenizer.kind`: the kind of an object is one that is not read.
    @inline(never) func unknownKind(_ kind: String) -> Fault {
        .unknownTokenizerKind(kind, member: place(of: "type"), file: file)
    }
}
