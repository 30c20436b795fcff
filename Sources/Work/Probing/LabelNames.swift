internal import JSONText
package import ModelSchema

/// What the labels of a classifier are called, and what its scores mean, by config.json.
package struct LabelNames: Sendable {
    private let names: [String: String]
    private let problem: String?

    package init(_ configuration: ConfigurationFile?, _ architecture: Architecture) {
        func value(_ name: String) -> JSONValue? {
            architecture.behaviour.first { $0.name == name }.flatMap { configuration?.value(of: $0) }
        }
        var names: [String: String] = [:]
        for member in value("id2label")?.object?.members ?? [] { names[member.name] = member.value.string }
        self.names = names
        problem = value("problem_type")?.string
    }

    /// The name of a label.
    package subscript(number: Int) -> String { names[String(number)] ?? "LABEL_\(number)" }

    /// The labels with what the score of each means, the highest first: a probability, or for a regression the score;
    /// one label alone has a probability of its own (sigmoid), as in transformers' pipeline.
    package func ranked(_ scores: [Float]) -> [(label: String, value: Double)] {
        let values: [Double] =
            switch problem {
            case "multi_label_classification": scores.map(Scores.probability)
            case "regression": scores.map { Double($0) }
            default: scores.count == 1 ? scores.map(Scores.probability) : Scores.probabilities(scores)
            }
        return Scores.best(scores.count, of: scores).map { (self[$0], values[$0]) }
    }

    /// Whether the values are scores, and no probabilities.
    package var areScores: Bool { problem == "regression" }
}
