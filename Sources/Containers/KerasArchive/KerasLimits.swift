/// How long the helper may take, and how much of what a Keras file lists is read (`docs/limits.md`).
///
/// The limits of the helper's answers are in ``HelperLimits``.
enum KerasLimits {
    /// Seconds in a row in which the helper may use no processor time at all: a disk can be slow.
    static let idleSeconds = 600
    /// Seconds for one question, whatever the helper does: only a helper that was taken over could take so long.
    static let questionSeconds = 86_400
    /// Bytes of the paths of all weights that the lists name; BERT with 48 layers has 0.1 MB.
    static let pathBytes = 64 << 20
}
