package import JSONText

extension CatalogueEntry {
    /// The entry as one member of the catalogue's `objects`.
    package var json: JSONValue {
        var members: [(StaticString, JSONValue)] = [("path", .string(path))]
        switch kind {
        case .group: members.append(("kind", "group"))
        case .datatype: members.append(("kind", "datatype"))
        case .dataset(let description):
            members.append(("kind", "dataset"))
            members += description.members
        }
        members.append(("attributes", .array(attributes.map(\.json))))
        return .object(JSONObject(members))
    }
}

extension CatalogueEntry.Description {
    fileprivate var members: [(StaticString, JSONValue)] {
        var members: [(StaticString, JSONValue)] = []
        switch type {
        case .element(let element, _): members.append(("type", .string(element.rawValue)))
        case .unsupported(let className): members += [("type", "unsupported"), ("class", .string(className))]
        }
        members.append(("shape", .array(shape.map { .integer($0) })))
        switch storage {
        case .contiguous(let offset):
            members += [("storage", "contiguous"), ("offset", .integer(Int(clamping: offset)))]
        case .encoded(let layout, let filters, let stored):
            members += [
                ("storage", "encoded"), ("layout", .string(layout.rawValue)),
                ("filters", .array(filters.map { .string($0.name) })), ("stored", .integer(Int(clamping: stored))),
            ]
        case .unallocated: members.append(("storage", "unallocated"))
        }
        members.append(("bytes", .integer(bytes)))
        return members
    }
}

extension Attribute {
    fileprivate var json: JSONValue {
        switch value {
        case .strings(let strings):
            ["name": .string(name), "strings": .array(strings.map { .string($0) })]
        case .other(let what): ["name": .string(name), "other": .string(what)]
        }
    }
}
