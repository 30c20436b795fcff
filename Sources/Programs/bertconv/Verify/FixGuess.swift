/// What a conversion into a folder would have to guess: no command is offered before the user states it.
///
/// The output would say the guess as if it were known, and pass.
struct FixGuess {
    /// Fields of config.json that no tensor tells, with the values that they would get.
    private let assumptions: [String]

    /// - Parameter conversion: what would be written.
    /// - Returns: nil: nothing is guessed.
    init?(_ conversion: PreparedConversion) {
        assumptions = conversion.assumptions
        if assumptions.isEmpty { return nil }
    }

    /// What the user has to do first.
    var words: String {
        "first add the config.json or bert_config.json of this model to its folder, because no tensor tells what a "
            + "conversion would assume (\(assumptions.joined(separator: ", ")))"
    }
}
