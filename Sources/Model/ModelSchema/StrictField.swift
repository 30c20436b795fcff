internal import ByteIO
internal import JSONText

/// A field of a configuration that a library refuses unless it has a certain type and value.
///
/// It decides nothing about the parameters, but the library does not make the model if it is wrong.
package struct StrictField: Sendable {
    private(set) var name: String
    private let library: String
    /// The names of its types in JSON; `number` is one with a fraction, `false` and `empty` are values.
    private let types: [String]
    private let minimum: Int?
    private let maximum: Int?
    /// The number that the value must be greater than.
    private let above: Int?
    /// The number that the value must be less than.
    private let below: Int?
    /// The number that it must be a multiple of.
    private let multipleOf: Int?
    /// What follows from a number beyond the bounds: `with which outputs are not finite`; nil: the library refuses it.
    private let consequence: String?
    /// The strings that the library knows; empty: any.
    private var values: [String]
    /// The field whose strings it knows here too; nil: none.
    private let like: String?
    /// The parts of a class that use the field, of which a class must have one to be checked; empty: all use it.
    private let usedIn: [String]
    /// The numbers that it knows; empty: any.
    private let numbers: [Int]
    /// The strings that add parameters to the model which no schema has.
    private let withParameters: [String]
    /// The types that members of an array may have; empty: any.
    private let memberTypes: [String]
    /// The strings that an array may contain; empty: any.
    private let memberValues: [String]
    private let hasPairs: Bool
    private let hasHashableMembers: Bool
    private let hasIntegerKeys: Bool
    /// Whether a number with a fraction is accepted if it is the number of labels.
    private let countsLabels: Bool
    /// The rules for members of an object.
    private let inside: [StrictField]
    /// Whether an object may have only those members.
    private let hasNothingElse: Bool
    private let relations: FieldRelations

    /// The members of a schema that this type reads; ``FieldRelations`` reads the others.
    private static let members = [
        "name", "types", "members", "minimum", "maximum", "above", "below", "multipleOf", "consequence", "values",
        "numbers", "withParameters", "like", "usedIn",
        "integerKeys", "memberValues", "pairs", "hashable", "countsLabels", "inside", "nothingElse",
    ]

    init(_ value: JSONValue, library: String) throws(Fault) {
        let object = try SchemaObject(value, "strict field", allowed: Self.members + FieldRelations.members)
        self.library = library
        name = try object.string("name")
        types = try object.strings("types")
        minimum = try object.optionalInteger("minimum")
        maximum = try object.optionalInteger("maximum")
        above = try object.optionalInteger("above")
        below = try object.optionalInteger("below")
        multipleOf = try object.optionalInteger("multipleOf")
        consequence = try object.optionalString("consequence")
        values = try object.strings("values")
        like = try object.optionalString("like")
        usedIn = try object.strings("usedIn")
        numbers = try object.list("numbers").compactMap(\.integer)
        withParameters = try object.strings("withParameters")
        memberTypes = try object.strings("members")
        memberValues = try object.strings("memberValues")
        hasPairs = try object.flag("pairs", default: false)
        hasHashableMembers = try object.flag("hashable", default: false)
        hasIntegerKeys = try object.flag("integerKeys", default: false)
        countsLabels = try object.flag("countsLabels", default: false)
        inside = try Self.all(try object.list("inside"), library: library)
        hasNothingElse = try object.flag("nothingElse", default: false)
        relations = try FieldRelations(object, library: library)
    }

    static func all(_ values: [JSONValue], library: String) throws(Fault) -> [StrictField] {
        var fields: [StrictField] = []
        for value in values { fields.append(try StrictField(value, library: library)) }
        return fields
    }

    /// The same rule for a field of another name.
    func named(_ name: String) -> StrictField {
        var field = self
        field.name = name
        return field
    }

    /// The same rule with the strings of the field that this one is like.
    ///
    /// - Throws: ``Fault`` `model.schema` if there is no such field.
    func completed(from fields: [StrictField]) throws(Fault) -> StrictField {
        guard let like else { return self }
        guard let other = fields.first(where: { $0.name == like }) else {
            throw .schema("field '\(name)' is like '\(like)', which the library does not check")
        }
        var field = self
        field.values += other.values
        return field
    }

    /// Whether only some classes use the field.
    var isForParts: Bool { !usedIn.isEmpty }

    /// Whether a class uses the field.
    func isUsed(by modelClass: ModelClass) -> Bool {
        usedIn.isEmpty || usedIn.contains(where: modelClass.components.contains)
    }

    /// Whether an object in the field is read member by member.
    var isRead: Bool { !inside.isEmpty }

    /// Checks the field.
    ///
    /// - Throws: ``Fault`` `model.configuration` when the field is present and the library would refuse it.
    func check(_ configuration: JSONObject) throws(Fault) {
        guard let value = configuration[name], !relations.isOverlooked(in: configuration) else { return }
        let offset = configuration.offset(of: name)
        try relations.check(name, value, in: configuration)
        if types.contains("false") && value.isFalse || types.contains("empty") && value.isEmptyObject { return }
        if countsLabels, let counted = configuration["id2label"]?.object, value.double == Double(counted.labelCount) {
            return
        }
        guard types.contains(value.schemaType) || types == ["any"] else {
            throw .configuration(
                name, "is \(value.typeName), which \(library) refuses", offset: offset,
                remedy: types.isEmpty ? "remove the field" : "write \(wanted(value)), as the library itself does")
        }
        try checkText(value, offset)
        for number in value.array ?? [value] { try checkNumber(number, offset, inList: value.array != nil) }
        try checkMembers(value, offset)
        if let object = value.object { try checkInside(object, offset) }
    }

    /// What belongs in the place of a value of another type: `0.0` for `0`, otherwise the types in words.
    private func wanted(_ value: JSONValue) -> String {
        let isFractional = types.contains("number") && !types.contains("integer")
        if isFractional, case .integer(let number) = value { return "\(number).0" }
        return types.map { type in
            switch type {
            case "array": "a list"
            case "boolean": "true or false"
            case "empty": "{}"
            case "integer": "a whole number"
            case "number": isFractional ? "a number with a decimal point" : "a number"
            case "object": "an object"
            case "string": "a text in quotes"
            default: type
            }
        }.joined(separator: " or ")
    }

    private func checkText(_ value: JSONValue, _ offset: Int?) throws(Fault) {
        guard let text = value.string else { return }
        guard !withParameters.contains(text) else {
            throw .configuration(
                name, "is '\(text)', which adds parameters that bertconv does not know", offset: offset,
                remedy: "load the model with \(library) and see which parameters it reports as missing")
        }
        let flags = types.contains("boolean") ? ["true", "false"] : []
        guard values.isEmpty || values.contains(text) else {
            throw .configuration(
                name, "is '\(text)', which \(library) does not know", offset: offset,
                remedy: "known: \((flags + values).joined(separator: ", "))")
        }
    }

    private func checkNumber(_ value: JSONValue, _ offset: Int?, inList: Bool) throws(Fault) {
        guard let number = value.pythonNumber else { return }
        // Compared as in Python: every comparison with NaN is false, and the library asks some questions the other way.
        let isInside = minimum.map { number >= Double($0) } ?? true && maximum.map { number <= Double($0) } ?? true
        let isBetween = above.map { !(number <= Double($0)) } ?? true && below.map { number < Double($0) } ?? true
        let isKnown = numbers.isEmpty || numbers.contains { Double($0) == number }
        let isMultiple = multipleOf.map { number.remainder(dividingBy: Double($0)) == 0 } ?? true
        guard !isInside || !isBetween || !isKnown || !isMultiple else { return }
        let bounds = [
            minimum.map { "at least \($0)" }, above.map { "greater than \($0)" }, maximum.map { "at most \($0)" },
            below.map { "less than \($0)" }, multipleOf.map { "a multiple of \($0)" },
        ].compactMap(\.self)
        throw .configuration(
            name, "\(inList ? "contains" : "is") \(value.shown), \(consequence ?? "which \(library) refuses")",
            offset: offset,
            remedy: bounds.isEmpty
                ? "write \((numbers.map(String.init) + values).joined(separator: ", ")) or remove the field"
                : "it must be \(bounds.joined(separator: " and "))")
    }

    private func checkMembers(_ value: JSONValue, _ offset: Int?) throws(Fault) {
        if let members = value.array {
            if let odd = members.first(where: { !memberTypes.isEmpty && !memberTypes.contains($0.schemaType) }) {
                throw .configuration(
                    name, "contains \(odd.typeName), which \(library) refuses", offset: offset,
                    remedy: "it may contain only: \(memberTypes.joined(separator: ", "))")
            }
            if let odd = members.first(where: {
                !memberValues.isEmpty && !($0.string.map(memberValues.contains) ?? false)
            }) {
                throw .configuration(
                    name, "contains \(odd.string.map { "'\($0)'" } ?? odd.typeName), which \(library) does not know",
                    offset: offset, remedy: "known: \(memberValues.joined(separator: ", "))")
            }
            if let odd = members.first(where: { hasPairs && !$0.isPair || hasHashableMembers && !$0.isHashable }) {
                throw .configuration(
                    name, "contains \(odd.typeName), which \(library) refuses", offset: offset,
                    remedy: "remove the field")
            }
        }
        if hasIntegerKeys, let odd = value.object?.members.first(where: { PythonInteger($0.name) == nil }) {
            throw .configuration(
                name, "has '\(odd.name)' where \(library) needs a whole number", offset: offset,
                remedy: "name its members 0, 1, 2, …")
        }
    }

    private func checkInside(_ object: JSONObject, _ offset: Int?) throws(Fault) {
        let known = inside.map(\.name)
        if hasNothingElse, let odd = object.members.first(where: { !known.contains($0.name) }) {
            throw .configuration(
                name, "has a member '\(odd.name)', which \(library) does not know", offset: offset,
                remedy: "known: \(known.joined(separator: ", "))")
        }
        for field in inside {
            do throws(Fault) {
                try field.check(object)
            } catch {
                throw .configuration(
                    name, "has a member '\(field.name)' that \(error.reason)", offset: offset, remedy: error.remedy)
            }
        }
    }
}

extension JSONValue {
    /// A number as the file has it, shortened if it is long.
    fileprivate var shown: String {
        switch self {
        case .bool(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .decimal(let text): text.utf8.count > 40 ? "\(text.prefix(40))…" : text
        default: typeName
        }
    }
}
