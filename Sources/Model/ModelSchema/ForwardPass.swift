/// What a model computes from the tokens of texts, as a list of steps.
///
/// Every step reads named values and writes one. A value has a row for each token of each text, or for each text.
package struct ForwardPass: Sendable {
    /// One step.
    package struct Step: Sendable {
        package let operation: Operation
        /// The value that it reads; empty: none.
        package let source: String
        /// The value that it writes.
        package let target: String
        /// What the configuration must have for the step to exist.
        package let conditions: [Condition]
    }

    /// What a step does.
    package indirect enum Operation: Sendable {
        /// Adds the rows of embeddings: of the token, its position, the type of its part of the text, and the first row
        /// of `tasks`.
        case embed(tokens: String, positions: String?, types: String?, tasks: String?)
        /// Multiplies by a module's weight, and adds its bias.
        case linear(String)
        /// Normalises each row; nil: with the epsilon of the model.
        case norm(String, epsilon: Double?)
        /// Applies the activation that this field of config.json names.
        case activate(field: String)
        /// Applies the activation of this name.
        case apply(String)
        /// The attention of all heads: the value that is read has the queries.
        case attention(keys: String, values: String, bias: RelativeBias?)
        /// Adds another value.
        case add(String)
        /// Takes the first token of each text; the field of config.json, if one is named, must say `first`.
        case first(field: String?)
        /// Repeats steps for each number of a counter, `times` in all; nil: once for each number.
        case repeated(counter: String, times: ShapeExpression?, [Step])
    }

    /// A number for each head that is added to the score of two tokens, by how far they are from each other.
    package struct RelativeBias: Sendable {
        /// The module with a row for each bucket of distances.
        package let module: String
        /// How many buckets there are, whatever config.json has.
        package let buckets: Int
        /// The distance from which on all are in the last bucket.
        package let farthest: Int
    }

    /// The steps of a component of classes.
    package struct Block: Sendable {
        package let component: String
        /// The classes that compute it; empty: all with the component.
        package let classes: [String]
        package let steps: [Step]
        package let outputs: [Output]
    }

    /// A value that the library returns.
    package struct Output: Sendable {
        package let value: String
        package let task: Task
        /// The library's name for it: `logits`.
        package let name: String
        /// Other names, by the class.
        package let names: [String: String]
    }

    /// What an output means.
    package enum Task: String, Sendable, CaseIterable {
        /// A row of the model's width for each token.
        case hidden
        /// A row of the model's width for each text.
        case pooled
        /// A score of each word, for each token.
        case words
        /// A score of each label, for each text.
        case labels
        /// A score of each label, for each token.
        case tokenLabels = "token-labels"
        /// A score for each text, the answer to one question.
        case choice
        /// Two scores for each token: an answer begins here, and it ends here.
        case span
        /// Two scores for each text: the second part follows the first, and it does not.
        case nextSentence = "next-sentence"
        /// A score for each token: another model has replaced it.
        case replaced
    }

    /// The field with the number of attention heads.
    package let heads: String
    /// The field with the epsilon of norms, or the number itself.
    package let epsilon: Epsilon
    /// The token that has no position: the others are counted from the number after it.
    ///
    /// Nil: all tokens are counted, from 0.
    package let padding: Padding?
    /// The field that makes a token attend to earlier ones only; nil: none does.
    package let causal: String?
    package let blocks: [Block]

    /// Where the number of a token comes from.
    package enum Padding: Sendable {
        case field(String)
        case token(Int)
    }

    /// Where the epsilon of norms comes from.
    package enum Epsilon: Sendable {
        case field(String)
        case number(Double)
    }
}

extension ForwardPass {
    /// The blocks that a class computes, in order.
    package func blocks(of modelClass: ModelClass) -> [Block] {
        blocks.filter { block in
            modelClass.components.contains(block.component)
                && (block.classes.isEmpty || block.classes.contains(modelClass.name))
        }
    }
}

extension ForwardPass.Output {
    /// The name that a class's output has in the library.
    package func name(in modelClass: ModelClass) -> String { names[modelClass.name] ?? name }
}

extension ForwardPass.Step {
    /// The modules whose parameters it reads; none of those within.
    package var modules: [String] {
        switch operation {
        case .embed(let tokens, let positions, let types, let tasks):
            [tokens, positions, types, tasks].compactMap(\.self)
        case .linear(let module), .norm(let module, _): [module]
        case .attention(_, _, let bias): [bias?.module].compactMap(\.self)
        case .activate, .apply, .add, .first, .repeated: []
        }
    }

    /// This step, and those that it repeats.
    package var all: [ForwardPass.Step] {
        if case .repeated(_, _, let steps) = operation { [self] + steps.flatMap(\.all) } else { [self] }
    }
}
