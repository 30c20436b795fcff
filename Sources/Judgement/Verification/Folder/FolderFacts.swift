package import ByteIO
package import ModelSchema

/// What lies around the weights and decides how they are used.
package struct FolderFacts: Sendable {
    package let place: ModelPlace
    package let labels: LabelCounts?
    package let vocabulary: Vocabulary?
    package let pooling: Pooling?
    /// What is wrong with config.json and with the files beside it.
    package let problems: [Fault]

    /// Reads the files beside the weights.
    ///
    /// What cannot be read is one of the ``problems``.
    package init(_ place: ModelPlace) {
        var problems: [Fault] = []
        // A file by itself is examined by itself: what lies around it need not belong to it.
        let isModel = place.isFolder || place.configuration != nil
        vocabulary =
            isModel ? Self.reading(&problems) { () throws(Fault) in try Vocabulary(in: place.folder) } : nil
        pooling =
            isModel
            ? Self.reading(&problems) { () throws(Fault) in
                try Pooling(in: place.sentenceFolder ?? place.folder, transformer: place.sentencePath)
            } : nil
        labels = place.configuration?.labelCounts
        self.place = place
        self.problems = problems
    }

    /// Whether the folder itself is what is examined.
    package var isModelFolder: Bool { place.isFolder }
    package var configuration: ConfigurationFile? { place.configuration }
    /// The folder with the weights.
    package var path: String { place.folder }
    /// The weights that the configuration names.
    package var statedWeights: String? { place.statedWeights }

    private static func reading<Fact>(_ problems: inout [Fault], _ read: () throws(Fault) -> Fact?) -> Fact? {
        do throws(Fault) {
            return try read()
        } catch {
            problems.append(error)
            return nil
        }
    }
}
