internal import ByteIO
internal import JSONText

/// What the dialects of an architecture name.
struct DialectNames {
    let parameters: [ParameterTemplate]
    let buffers: [BufferTemplate]
    let backbonePrefix: String
    let wrappers: Wrappers
    let rules: NameRules
    /// The fields of the configuration that are whole numbers.
    let sizes: [String]
    /// The modules, each once, in the order of their parameters.
    let modules: [String]
    fileprivate let known: Set<String>
    /// What a leaf can be of: a parameter of a module, or of a kind of modules.
    let leaves: Set<String>
    /// The parts of models that a class can have.
    let components: Set<String>

    init(
        parameters: [ParameterTemplate], buffers: [BufferTemplate], backbonePrefix: String, wrappers: Wrappers,
        rules: NameRules, sizes: [String]
    ) {
        self.parameters = parameters
        self.buffers = buffers
        self.backbonePrefix = backbonePrefix
        self.wrappers = wrappers
        self.rules = rules
        self.sizes = sizes
        var known: Set<String> = []
        modules = parameters.map(\.module).filter { known.insert($0).inserted }
        self.known = known
        components = Set(parameters.map(\.component))
        leaves = Set(parameters.flatMap { ["\($0.module).\($0.name)", "\($0.kind).\($0.name)"] })
    }
}

extension Dialect {
    private static let members = [
        "dialect", "title", "separator", "scopes", "takesWrappers", "omitsBackbonePrefix", "storesCopies", "alwaysTies",
        "splitsHeads", "leaves", "rewrites", "modules", "lacks", "order", "groups", "classPrefix", "lacksClasses",
        "variants", "assumes", "alwaysBuilt", "endings",
    ]

    /// A dialect, and after it its variants.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    static func all(
        _ value: JSONValue, _ names: DialectNames, _ classes: [ModelClass]
    ) throws(Fault) -> [Dialect] {
        let object = try SchemaObject(value, "dialect", allowed: members)
        var dialects = [try Dialect(object, nil, names, classes)]
        for entry in try object.list("variants") {
            dialects.append(try Dialect(object, try DialectVariant(entry), names, classes))
        }
        return dialects
    }

    private init(
        _ object: SchemaObject, _ variant: DialectVariant?, _ names: DialectNames, _ classes: [ModelClass]
    ) throws(Fault) {
        guard let separator = try object.string("separator").first else { throw .schema("a dialect has no separator") }
        let takesWrappers = try object.flag("takesWrappers", default: false)
        let title = if let variant { variant.title } else { try object.string("title") }
        var dialect = Dialect(
            name: try object.string("dialect"), title: title,
            storesCopies: try object.flag("storesCopies", default: false),
            alwaysTies: try object.flag("alwaysTies", default: false),
            omitsBackbonePrefix: try object.flag("omitsBackbonePrefix", default: false),
            separator: separator, scopes: try object.strings("scopes"),
            prefixes: takesWrappers ? names.wrappers.prefixes.map(\.text).filter { $0 != names.backbonePrefix } : [],
            insertions: takesWrappers ? names.wrappers.insertions.map(\.text) : [])
        dialect.splitsHeads = try object.flag("splitsHeads", default: false)
        dialect.alwaysBuilt = Set(try object.strings("alwaysBuilt"))
        dialect.endings = try object.stringMap("endings").map { (text: $0.0, title: $0.1) }
        if let odd = dialect.alwaysBuilt.sorted().first(where: { !names.components.contains($0) }) {
            throw Fault.schema("dialect \(dialect.name) always builds the unknown component '\(odd)'").about("dialect")
        }
        let leaves = try Leaves(try object.list("leaves"), separator: separator, dialect: dialect.name)
        if let odd = leaves.unused(by: names.leaves) {
            throw Fault.schema("dialect \(dialect.name) has a leaf for '\(odd)', which no module has").about("leaf")
        }
        let spelling = try ModuleSpelling(object, variant, names, dialect: dialect.name)
        dialect.unused = variant?.unused ?? []
        if object.has("assumes") {
            dialect.assumptions = try object.stringMap("assumes").map { (field, text) throws(Fault) -> Assumption in
                Assumption(
                    field: field,
                    value: names.sizes.contains(field) ? .computed(try ShapeExpression(text)) : .text(text))
            }
        }
        dialect.reserve(names.parameters.count)
        for parameter in names.parameters {
            guard let module = spelling.text(of: parameter) else { continue }
            let leaf = leaves.leaf(of: parameter)
            try dialect.add(
                parameter, spelling: module + leaf.text, legacy: leaf.legacy.map { module + $0 },
                leaf.orientation, backbonePrefix: names.backbonePrefix)
        }
        let lacking = try object.strings("lacksClasses")
        let classPrefix = try object.optionalString("classPrefix")
        dialect.arrangement = Arrangement(
            groups: try Arrangement.groups(try object.list("groups")),
            modelNames: classPrefix.map { prefix in
                classes.map(\.name).filter { !lacking.contains($0) }.map { ($0, KerasName.snakeCase(prefix + $0)) }
            } ?? [],
            moduleOrder: spelling.order)
        if spelling.usesPaths {
            dialect.renames = names.rules.renames
            for buffer in names.buffers { dialect.add(buffer, backbonePrefix: names.backbonePrefix) }
        }
        self = dialect
    }
}

/// What another program or version of a dialect's producer names differently.
private struct DialectVariant {
    let title: String
    let modules: [(String, String)]
    /// Beginnings of the paths for which it has no name, beyond those of the dialect.
    let lacking: [String]
    let unused: [Dialect.Unused]

    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "variant", allowed: ["title", "modules", "lacks", "unused"])
        title = try object.string("title")
        modules = try object.stringMap("modules")
        lacking = try object.strings("lacks")
        unused = try object.stringMap("unused").map { Dialect.Unused(spelling: $0.0, replacement: $0.1) }
    }
}

/// How a dialect spells modules: by their paths, by a table, or by rewriting paths with a table of exceptions.
private struct ModuleSpelling {
    private let table: [String: String]
    private let rewrites: [(find: String, replace: String)]
    private let lacking: [String]
    private let hasTable: Bool
    /// The modules in the producer's order.
    let order: [String]

    init(
        _ object: SchemaObject, _ variant: DialectVariant?, _ names: DialectNames, dialect: String
    ) throws(Fault) {
        hasTable = object.has("modules")
        var table: [String: String] = [:]
        let own = try object.stringMap("modules")
        let spelled = own + (variant?.modules ?? [])
        for (path, spelling) in spelled { table[path] = spelling }
        lacking = try object.strings("lacks") + (variant?.lacking ?? [])
        let moved = try object.strings("order")
        let odd =
            spelled.map(\.0).first { !names.known.contains($0) }
            ?? variant?.unused.map(\.replacement).first { !names.known.contains($0) }
            ?? moved.first { part in !names.modules.contains { Self.isIn($0, part) } }
            ?? lacking.first { part in !names.parameters.contains { Self.isIn($0.path, part) } }
        if let odd { throw Fault.schema("dialect \(dialect) spells the unknown module '\(odd)'").about("dialect") }
        var rewrites: [(find: String, replace: String)] = []
        for value in try object.list("rewrites") {
            let rewrite = try SchemaObject(value, "rewrite", allowed: ["find", "replace"])
            rewrites.append((try rewrite.string("find"), try rewrite.string("replace")))
        }
        self.table = table
        self.rewrites = rewrites
        order = rewrites.isEmpty ? own.map(\.0) : Self.arranged(names.modules, moved)
    }

    /// Whether the dialect uses the canonical paths.
    var usesPaths: Bool { !hasTable && rewrites.isEmpty }

    /// The module's name for a parameter; nil: the dialect does not have it.
    func text(of parameter: ParameterTemplate) -> String? {
        let module = parameter.module
        if lacking.contains(where: { Self.isIn(parameter.path, $0) }) { return nil }
        if let spelling = table[module] { return spelling }
        if hasTable, rewrites.isEmpty { return nil }
        return rewrites.reduce(module) { $0.replacing($1.find, with: $1.replace) }
    }

    /// The modules, with those of the parts that are `moved` in its order, all in the place of the first of them.
    private static func arranged(_ modules: [String], _ moved: [String]) -> [String] {
        let isMoved = { (module: String) in moved.contains { isIn(module, $0) } }
        guard let first = modules.firstIndex(where: isMoved) else { return modules }
        let rest = modules.filter { !isMoved($0) }
        return Array(rest.prefix(first)) + moved.flatMap { part in modules.filter { isIn($0, part) } }
            + rest.dropFirst(first)
    }

    /// Whether a module or parameter is the part, or belongs to it.
    private static func isIn(_ path: String, _ part: String) -> Bool {
        path == part || path.hasPrefix("\(part).")
    }
}

/// How names end in a dialect: by kind of module and parameter, or for one module.
private struct Leaves {
    struct Leaf {
        let text: String
        let legacy: [String]
        let orientation: Dialect.Orientation
    }

    private var leaves: [String: Leaf] = [:]
    private let separator: Character

    init(_ values: [JSONValue], separator: Character, dialect: String) throws(Fault) {
        self.separator = separator
        for value in values {
            let object = try SchemaObject(
                value, "leaf", allowed: ["kind", "module", "parameter", "leaf", "legacy", "orientation"])
            let owner = try object.has("module") ? object.string("module") : object.string("kind")
            let key = "\(owner).\(try object.string("parameter"))"
            let word = try object.optionalString("orientation") ?? Dialect.Orientation.same.rawValue
            guard let orientation = Dialect.Orientation(rawValue: word) else {
                throw Fault.schema("unknown orientation '\(word)'").about("leaf")
            }
            let leaf = Leaf(
                text: try object.string("leaf"), legacy: try object.strings("legacy"),
                orientation: orientation)
            guard leaves.updateValue(leaf, forKey: key) == nil else {
                throw Fault.schema("dialect \(dialect) has two leaves for \(key)").about("leaf")
            }
        }
    }

    /// A leaf that is none of those known; nil: there is none.
    func unused(by known: Set<String>) -> String? { leaves.keys.filter { !known.contains($0) }.min() }

    /// The end of a parameter's name; without a rule it is the parameter's own name.
    func leaf(of parameter: ParameterTemplate) -> Leaf {
        leaves["\(parameter.module).\(parameter.name)"] ?? leaves["\(parameter.kind).\(parameter.name)"]
            ?? Leaf(text: "\(separator)\(parameter.name)", legacy: [], orientation: .same)
    }
}

/// The name that Keras gives a model: its class's name in lower case, with underscores between words
/// (`keras.backend.to_snake_case`).
enum KerasName {
    static func snakeCase(_ name: String) -> String {
        let bytes = Array(name.utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : nil
            // A word begins at a capital letter before a small one or a digit, and after a small one.
            if isCapital(byte), index > 0, next.map(isSmall) ?? false || isLetter(bytes[index - 1]) {
                text.append(UInt8(ascii: "_"))
            }
            text.append(isCapital(byte) ? byte + 32 : byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    private static func isSmall(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
