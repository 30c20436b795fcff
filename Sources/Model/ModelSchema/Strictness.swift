internal import ByteIO

/// Fields of config.json that a library checks otherwise for one architecture than for others.
struct Strictness: Sendable {
    /// Fields of the library's rules that the architecture's configuration does not declare, so they are not checked.
    let undeclared: Set<String>
    /// Fields that are checked as another one is: `activation` as `hidden_act`.
    let alike: [(field: String, as: String)]

    static let none = Strictness(undeclared: [], alike: [])

    /// The rules for this architecture, made from those of the library.
    func fields(_ common: [StrictField]) -> [StrictField] {
        common.filter { !undeclared.contains($0.name) }
            + alike.compactMap { field, other in common.first { $0.name == other }?.named(field) }
    }
}

extension Strictness {
    /// - Throws: ``Fault`` `model.schema`.
    init(_ object: SchemaObject) throws(Fault) {
        undeclared = Set(try object.strings("undeclared"))
        alike = try object.stringMap("checkedAs").map { ($0.0, $0.1) }
    }
}
