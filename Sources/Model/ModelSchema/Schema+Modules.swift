internal import ByteIO
internal import JSONText

/// A kind of module: which parameters it has and how their shapes follow from its size.
struct ModuleKind {
    struct Parameter {
        let name: String
        let shape: [String]
        let initializer: Initializer
        let zeroRow: ZeroRow?
        let conditions: [Condition]
    }

    let name: String
    let dimensions: [String]
    let parameters: [Parameter]

    static func all(_ values: [JSONValue]) throws(Fault) -> [String: ModuleKind] {
        var kinds: [String: ModuleKind] = [:]
        for value in values {
            let object = try SchemaObject(value, "kind", allowed: ["kind", "dimensions", "parameters"])
            var parameters: [Parameter] = []
            for entry in try object.list("parameters") { parameters.append(try Parameter(entry)) }
            let name = try object.string("kind")
            let dimensions = try object.strings("dimensions")
            guard Set(dimensions).count == dimensions.count else {
                throw Fault.schema("kind \(name) has a dimension twice").about("kind")
            }
            for parameter in parameters {
                guard let odd = parameter.shape.first(where: { !dimensions.contains($0) && Int($0) == nil }) else {
                    continue
                }
                throw Fault.schema("kind \(name) has no '\(odd)'").about("kind")
            }
            let kind = ModuleKind(name: name, dimensions: dimensions, parameters: parameters)
            guard kinds.updateValue(kind, forKey: name) == nil else {
                throw Fault.schema("kind \(name) occurs twice").about("kind")
            }
        }
        return kinds
    }
}

extension ModuleKind.Parameter {
    fileprivate init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(
            value, "parameter of a kind", allowed: ["name", "shape", "initializer", "zeroRow", "when"])
        name = try object.string("name")
        shape = try object.strings("shape")
        initializer = try Initializer(try object.string("initializer"))
        conditions = object.has("when") ? try Condition.all(try object.raw("when")) : []
        if object.has("zeroRow") {
            let raw = try object.raw("zeroRow")
            zeroRow = if let row = raw.integer { .row(row) } else { .field(try object.string("zeroRow")) }
        } else {
            zeroRow = nil
        }
    }
}

/// The modules of a schema, which become parameters: a list in which groups share a beginning and conditions.
struct ModuleList {
    private let kinds: [String: ModuleKind]
    private(set) var parameters: [ParameterTemplate] = []
    /// The templates so far by their path, of which a component can have several if their conditions exclude each other.
    private var known: [String: [ParameterTemplate]] = [:]

    /// What modules inherit from the groups around them.
    private struct Place {
        let component: String
        var path = ""
        var conditions: [Condition] = []
        var firstLayer = 0
        var removedIn: String?
        var otherNames: [String] = []
        var mayBeZero = false
    }

    /// - Throws: ``Fault`` `model.schema`.
    init(_ components: [JSONValue], kinds: [String: ModuleKind]) throws(Fault) {
        self.kinds = kinds
        for value in components {
            let object = try SchemaObject(value, "component", allowed: ["component", "at", "when", "modules"])
            var place = Place(component: try object.string("component"))
            place.path = try object.optionalString("at").map { "\($0)." } ?? ""
            place.conditions = object.has("when") ? try Condition.all(try object.raw("when")) : []
            for module in try object.list("modules") { try add(module, place) }
        }
    }

    private mutating func add(_ value: JSONValue, _ place: Place) throws(Fault) {
        let isGroup = value.object?["modules"] != nil
        let object = try SchemaObject(
            value, isGroup ? "group" : "module",
            allowed: isGroup
                ? ["at", "when", "from", "modules"]
                : ["path", "kind", "size", "when", "from", "alsoCalled", "removedIn", "mayBeZero"])
        var place = place
        if object.has("when") { place.conditions += try Condition.all(try object.raw("when")) }
        place.firstLayer = try object.optionalInteger("from") ?? place.firstLayer
        if isGroup {
            if let at = try object.optionalString("at") { place.path += "\(at)." }
            for module in try object.list("modules") { try add(module, place) }
            return
        }
        place.removedIn = try object.optionalString("removedIn")
        place.otherNames = try object.strings("alsoCalled")
        place.mayBeZero = try object.flag("mayBeZero", default: false)
        for path in try object.oneOrMoreStrings("path") { try add(place.path + path, object, place) }
    }

    private mutating func add(_ path: String, _ object: SchemaObject, _ place: Place) throws(Fault) {
        guard let kind = kinds[try object.string("kind")] else {
            throw Fault.schema("'\(path)' has an unknown kind").about("module")
        }
        let size = try Architecture.expressions(try object.strings("size"))
        guard size.count == kind.dimensions.count else {
            throw Fault.schema("'\(path)' has the wrong number of sizes").about("module")
        }
        let dimensions = Dictionary(zip(kind.dimensions, size), uniquingKeysWith: { first, _ in first })
        for parameter in kind.parameters {
            var shape: [ShapeExpression] = []
            for name in parameter.shape {
                if let dimension = dimensions[name] {
                    shape.append(dimension)
                } else {
                    shape.append(try ShapeExpression(name))
                }
            }
            let template = ParameterTemplate(
                path: "\(path).\(parameter.name)", module: path, kind: kind.name, name: parameter.name,
                component: place.component, shape: shape, initializer: parameter.initializer,
                zeroRow: parameter.zeroRow, conditions: place.conditions + parameter.conditions,
                firstLayer: place.firstLayer, removedIn: place.removedIn, otherNames: place.otherNames,
                mayBeZero: place.mayBeZero)
            for other in known[template.path] ?? []
            where template.component == other.component && !template.excludes(other) {
                throw Fault.schema("'\(template.path)' occurs twice").about("module")
            }
            known[template.path, default: []].append(template)
            parameters.append(template)
        }
    }
}

extension ParameterTemplate {
    /// Whether no configuration has both.
    func excludes(_ other: ParameterTemplate) -> Bool {
        conditions.contains { condition in other.conditions.contains { condition.excludes($0) } }
    }
}
