import ModelSchema

/// What a conversion into a folder would have to guess: no command is offered before the user states it.
///
/// The output would say the guess as if it were known, and pass.
struct FixGuess {
    /// Fields of config.json that no tensor tells, with the values that they would get.
    private let assumptions: [String]
    /// The classes that the file fits alike; empty: one is known, or all have the same parameters.
    private let classes: [String]

    /// - Parameters:
    ///   - conversion: what would be written.
    ///   - model: the model as `verify` sees it, before a class is given to the conversion.
    ///   - isFolder: whether a configuration is written.
    /// - Returns: nil: nothing is guessed.
    init?(_ conversion: PreparedConversion, of model: ModelCase, isFolder: Bool) {
        assumptions = conversion.assumptions
        classes =
            if isFolder, case .heads(let others) = model.classSource,
                others.contains(where: { Self.differs($0, from: model.tree) })
            {
                [model.tree.modelClass.name] + others
            } else { [] }
        if assumptions.isEmpty, classes.isEmpty { return nil }
    }

    /// Whether a class has other parameters than the guessed one, or is of another architecture.
    private static func differs(_ className: String, from tree: ParameterTree) -> Bool {
        tree.architecture.modelClass(className).map { $0.components != tree.modelClass.components } ?? true
    }

    /// What the user has to do first.
    var words: String {
        var steps: [String] = []
        if !assumptions.isEmpty {
            steps.append(
                "first add the config.json or bert_config.json of this model to its folder, because no tensor tells "
                    + "what a conversion would assume (\(assumptions.joined(separator: ", ")))")
        }
        if !classes.isEmpty {
            let first = steps.isEmpty ? "first " : ""
            steps.append("\(first)name the class with --as: \(classes.joined(separator: " or "))")
        }
        return steps.joined(separator: "; ")
    }
}
