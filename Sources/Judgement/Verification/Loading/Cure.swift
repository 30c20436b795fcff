internal import ModelSchema

/// The options of `convert` that make a library find the weights of a file.
///
/// It is the outcome of a trial: `convert` with these options writes a file, and does not stop.
package struct Cure: Sendable, Equatable {
    /// What `--strip-prefix` takes out of the beginning of names; nil: nothing that a conversion does not know itself.
    package var stripPrefix: String?
    /// The class for `--as`, where config.json names none that is known; nil: that of config.json.
    package var className: String?
    /// Whether parameters stay missing, so that only `--allow-incomplete` writes the file.
    package var allowsIncomplete = false

    package init(stripPrefix: String? = nil, className: String? = nil, allowsIncomplete: Bool = false) {
        self.stripPrefix = stripPrefix
        self.className = className
        self.allowsIncomplete = allowsIncomplete
    }
}

extension Cure {
    /// Tries a conversion as `convert` would begin it.
    ///
    /// - Returns: nil when `convert` would refuse: for shapes that disagree, integers, a configuration that is wrong,
    ///   several models that nothing tells apart.
    init?(_ model: ModelCase, at place: ModelPlace) {
        guard model.alikePrefixes.isEmpty else { return nil }
        let isGuessed = if case .configuration = model.classSource { false } else { true }
        let className = isGuessed ? model.tree.modelClass.name : nil
        let wrappers = try? Wrappers()
        let prefix = model.prefix.flatMap { wrappers?.areTakenOut($0) == true ? nil : $0 }
        guard
            let trial = try? ModelCase(model.checkpoint, at: place, as: className, ignoring: prefix, .strict),
            NotFloatCheck.findings(trial).isEmpty
        else { return nil }
        self.init(stripPrefix: prefix, className: className, allowsIncomplete: !trial.coverage.missing.isEmpty)
    }
}
