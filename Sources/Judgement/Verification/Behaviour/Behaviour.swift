/// What a model returned for sentences of everyday language, in numbers (`docs/probe.md`).
///
/// ``BehaviourCheck`` judges them.
package struct Behaviour: Sendable {
    /// How far the results for the texts are from each other.
    package struct Spread: Sendable, Equatable {
        /// The name of the output.
        package let output: String
        /// The largest distance of a text's result from the first text's, as a share of the length of that.
        package let largest: Double

        package init(output: String, largest: Double) {
            (self.output, self.largest) = (output, largest)
        }
    }

    /// Differences between results for a text and for the same tokens in another order.
    package struct Order: Sendable, Equatable {
        package let mean: Double
        /// The standard error of the mean.
        package let error: Double

        /// - Parameter differences: at least two.
        package init(_ differences: [Double]) {
            let count = Double(differences.count)
            let mean = differences.reduce(0, +) / count
            let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            (self.mean, error) = (mean, (squares / max(count - 1, 1) / count).squareRoot())
        }

        /// By how many standard errors the mean is above 0.
        package var deviations: Double { error > 0 ? mean / error : mean > 0 ? .infinity : 0 }
    }

    /// What a masked language model makes of hidden words.
    package struct Words: Sendable, Equatable {
        /// How many words were hidden.
        package let count: Int
        /// How many different words there are to choose among: all that were hidden.
        package let candidates: Int
        /// By how much the logarithm of the right word's probability is above that of chance, in nats, on average.
        package let gain: Double
        /// By how much the logarithm is above that of the same word among the same words in another order.
        package let order: Order

        package init(count: Int, candidates: Int, gain: Double, order: Order) {
            (self.count, self.candidates, self.gain, self.order) = (count, candidates, gain, order)
        }
    }

    /// The language of the sentences.
    package let language: String
    package let textCount: Int
    /// The first module that returned a number that is infinite or NaN; nil: none did.
    package var notFinite: String?
    /// Of each output that has a result for a text.
    package var spreads: [Spread] = []
    /// Nil: the class predicts no words, or they cannot be judged.
    package var words: Words?
    /// By how much tokens in another order look more replaced; nil: the class does not judge that.
    package var replaced: Order?
    /// The label that all texts get; nil: there are several, or the class gives none.
    package var onlyLabel: String?
    /// Why the results for the texts cannot be judged; nil: they can.
    package var unclear: String?

    package init(language: String, textCount: Int) {
        (self.language, self.textCount) = (language, textCount)
    }

    /// In a sentence, once for each model; nil: all could be judged.
    package var note: String? {
        if let unclear { return "whether the model makes sense of texts cannot be told: \(unclear)" }
        guard notFinite == nil, spreads.isEmpty, words == nil, replaced == nil else { return nil }
        return "of this class only the numbers are tested for being finite, and not what the model makes of texts"
    }

    /// The subject of what is not checked if a model cannot be run.
    package static let subject = "behaviour"
}
