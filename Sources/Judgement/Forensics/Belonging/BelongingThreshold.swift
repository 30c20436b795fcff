/// The thresholds of the tests of belonging, from the measurements in `docs/belonging.md`.
extension Threshold {
    /// The least dimensions of a residual stream: at 64, single kernels cannot be told.
    package static let streamWidth = 96
    /// The fewest layers with which one can be compared.
    package static let streamLayers = 3
    /// Test R: the score of the wrong side from which a kernel is transposed; 1,140 kernels of 90 models reached 3.3.
    package static let wrongSide = 6.0
    /// The score of the right side below which it does not face the stream.
    package static let rightSide = 2.0
    /// Test G: the score of a layer's half below which it shows nothing of the other layers; layers of other models
    /// reached 3.4.
    package static let foreignLayer = 5.0
    /// The median of the other layers' halves from which that means something.
    package static let knownLayers = 20.0
    /// Test J: z of direction and of energy below which a joint shows nothing.
    package static let jointDirection = 3.0
    package static let jointEnergy = 4.0
    /// The median strength of the joint in other layers from which that means something.
    package static let knownJoints = 15.0
    /// The lead of another reading of the attention, as a difference and as a factor.
    package static let readingLead = 8.0
    package static let readingFactor = 2.0
    /// Test O: z from which another order of the layers fits better.
    package static let layerOrder = 4.0
    /// Test V: the gap between the nearest and the tenth row, and its multiple of the twin's, from which a table of
    /// embeddings is ripe.
    package static let ripeGap = 0.09
    package static let ripeFactor = 2.0
    /// The fewest pairs of words, and how many make a block.
    package static let wordPairs = 200
    /// z of a block below which the words are not those of the rows, and from which they are.
    package static let misfitBlock = 5.0
    package static let fittingBlock = 8.0
}
