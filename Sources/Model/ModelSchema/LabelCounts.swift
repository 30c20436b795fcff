/// How many labels a config.json counts, in two places that can contradict each other.
///
/// transformers 4 goes by `id2label`, version 5 by `num_labels`.
package struct LabelCounts: Sendable, Equatable {
    /// `num_labels`.
    package let stated: Int?
    /// The members of `id2label`.
    package let byIdentifier: Int?

    package var isConflict: Bool {
        if let stated, let byIdentifier { stated != byIdentifier } else { false }
    }
}
