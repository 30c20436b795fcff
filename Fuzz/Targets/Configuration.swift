import ByteIO
import ModelSchema

extension FuzzTarget {
    /// A config.json, and the parameters of every class that it leads to.
    static let configuration = FuzzTarget(name: "configuration") { input throws(Fault) in
        let path = folder.write(input, to: "config.json")
        let file = try ConfigurationFile(path: path)
        if let stated = try? file.statedWeights(try Library.newest()) {
            hold(!stated.hasPrefix("/") && !stated.split(separator: "/").contains(".."), "weights are in the folder")
        }
        guard let architecture = file.architecture else { return }
        let (tolerant, problems) = file.tolerantConfiguration(
            for: architecture, implied: nil, library: try Library.newest())
        for problem in problems { holdOneLine(problem.description, "a problem of a configuration") }
        holdTrees(tolerant, architecture)
        holdTrees(try file.configuration(for: architecture, by: try Library.newest()), architecture)
    }

    private static func holdTrees(_ configuration: Configuration, _ architecture: Architecture) {
        // Trees of many layers take their time, and differ only in numbers.
        let isLarge = configuration.integer("num_hidden_layers") ?? 0 > 4
        for modelClass in isLarge ? architecture.classes.suffix(1) : architecture.classes[...] {
            let tree = ParameterTree(architecture: architecture, modelClass: modelClass, configuration: configuration)
            let names = Set(tree.parameters.map(\.name))
            hold(names.count == tree.parameters.count, "no parameter has two names")
            hold(tree.elementCount >= 0, "a model has no negative number of values")
        }
    }

    private static let folder = InputFolder()
}
