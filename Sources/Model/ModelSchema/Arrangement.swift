internal import ByteIO
internal import JSONText

/// How a format with groups arranges the parameters: which groups there are, in which order, what the model
/// is called, and what is stored a second time.
package struct Arrangement: Sendable {
    /// A group: in Keras, a layer of the model.
    package struct Group: Sendable {
        package let name: String
        /// The beginning of names that the group stores too, although they belong to another; nil: none.
        package let copies: String?
    }

    package let groups: [Group]
    private let modelNames: [String: String]
    private let modulePositions: [String: Int]

    static let none = Arrangement(groups: [], modelNames: [], moduleOrder: [])

    init(groups: [Group], modelNames: [(String, String)], moduleOrder: [String]) {
        self.groups = groups
        self.modelNames = Dictionary(modelNames, uniquingKeysWith: { first, _ in first })
        self.modulePositions = Dictionary(
            zip(moduleOrder, moduleOrder.indices), uniquingKeysWith: { first, _ in first })
    }

    static func groups(_ values: [JSONValue]) throws(Fault) -> [Group] {
        var groups: [Group] = []
        for value in values {
            let object = try SchemaObject(value, "group", allowed: ["name", "copies"])
            groups.append(Group(name: try object.string("name"), copies: try object.optionalString("copies")))
        }
        return groups
    }

    /// What the producer calls a model of the class: `tf_bert_for_masked_lm`.
    package func modelName(of modelClass: ModelClass) -> String? {
        modelNames[modelClass.name]
    }

    /// Sorts parameters as the producer does: modules in its own order, layer by layer.
    ///
    /// - Returns: numbers to compare one after the other.
    package func rank(of path: ParameterPath, in architecture: Architecture) -> [Int] {
        guard let index = architecture.parameters.firstIndex(where: { $0.path == path.template }) else { return [.max] }
        let template = architecture.parameters[index]
        let position = modulePositions[template.module] ?? .max
        guard let layer = path.layer else { return [position, index] }
        let firstOfLayers = architecture.parameters.filter(\.isPerLayer).compactMap { modulePositions[$0.module] }.min()
        return [firstOfLayers ?? position, layer, position, index]
    }
}
