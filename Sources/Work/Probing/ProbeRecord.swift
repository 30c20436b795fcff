package import ByteIO
package import ModelSchema

/// What a model returned for some texts, and samples of what its modules returned on the way.
package struct ProbeRecord: Sendable {
    /// The first numbers of what a module returned for the first token of each text.
    package struct Module: Sendable {
        package let name: String
        package let samples: [[Float]]
    }

    /// An output of the model.
    package struct Output: Sendable {
        package let name: String
        /// What it means; nil: the record came from a file, and this model has no such output.
        package var task: ForwardPass.Task?
        /// The rows of each text.
        package let texts: [Rows]
    }

    /// Rows of an output for one text.
    package struct Rows: Sendable {
        /// The places of the tokens that have a row; empty for an output that has one row for the text.
        package let places: [Int]
        package let values: [[Float]]

        /// The places of the rows if there is one for each of so many tokens; else those that are known.
        func places(among count: Int) -> [Int] {
            places.isEmpty && values.count == count ? Array(0..<count) : places
        }
    }

    /// How many numbers of a row are kept as a sample.
    package static let sampleCount = 8

    package let className: String
    package let inputs: [ProbeInput]
    package internal(set) var modules: [Module] = []
    package internal(set) var outputs: [Output] = []
    /// The first module that returned a number that is infinite or NaN; nil: none did.
    package internal(set) var firstNotFinite: String?

    init(className: String, inputs: [ProbeInput]) {
        self.className = className
        self.inputs = inputs
    }

    /// Runs a model.
    ///
    /// - Parameters:
    ///   - wanted: the tokens for which scores of words are wanted.
    ///   - progress: called with the bytes of weights that were read since the last call.
    /// - Throws: ``Fault`` `probe.token`, `probe.too-long`, `file.*`.
    package init(
        _ model: ForwardModel, _ inputs: [ProbeInput], words wanted: Words, progress: (Int) -> Void = { _ in }
    ) throws(Fault) {
        self.init(className: model.model.tree.modelClass.name, inputs: inputs)
        let batch = TextBatch(inputs.map(\.tokens))
        let places = Self.places(wanted, inputs, model)
        let rows = zip(places, batch.starts).flatMap { places, start in places.map { start + $0 } }
        var run = try ForwardRun(model, batch, wordRows: rows)
        // A sample is of the first token, for which these may not have run.
        let unsampled = rows.count == batch.rows ? [] : model.wordModules
        var modules: [Module] = []
        var firstNotFinite: String?
        let outputs = try run.outputs(progress: progress) { name, value in
            if firstNotFinite == nil, !value.isFinite { firstNotFinite = name }
            guard !unsampled.contains(name), value.rows == batch.rows || value.rows == inputs.count else { return }
            modules.append(
                Module(
                    name: name,
                    samples: inputs.indices.map { text in
                        let row = value.rows == batch.rows ? batch.starts[text] : text
                        return (0..<min(Self.sampleCount, value.width)).map { value[row, $0] }
                    }))
        }
        self.modules = modules
        self.firstNotFinite = firstNotFinite
        var next = 0
        for output in outputs {
            let texts = inputs.indices.map { text in
                let rows: Range<Int>
                var own = Array(inputs[text].tokens.ids.indices)
                switch output.task {
                case .words:
                    rows = next..<(next + places[text].count)
                    next = rows.upperBound
                    own = places[text]
                case .hidden, .tokenLabels, .span, .replaced: rows = batch.rows(of: text)
                case .pooled, .labels, .choice, .nextSentence:
                    rows = text..<(text + 1)
                    own = []
                }
                return Rows(places: own, values: rows.map(output.matrix.row))
            }
            self.outputs.append(Output(name: output.name, task: output.task, texts: texts))
        }
    }

    /// For which tokens scores of words are computed.
    package enum Words: Sendable {
        case all
        /// Those with this number, which is the mask; the last token of a text without one, and of each text of a
        /// decoder.
        case at(Int?)
        /// Those that a record has rows for; of a text without rows there, those of the mask.
        case like(ProbeRecord, mask: Int?)
    }

    /// For each text the places of the tokens for which scores of words are computed.
    private static func places(_ wanted: Words, _ inputs: [ProbeInput], _ model: ForwardModel) -> [[Int]] {
        func masks(_ input: ProbeInput, _ mask: Int?) -> [Int] {
            let masks = model.settings.isCausal ? [] : input.places(of: mask)
            return masks.isEmpty ? Array(input.tokens.ids.indices.suffix(1)) : masks
        }
        switch wanted {
        case .all: return inputs.map { Array($0.tokens.ids.indices) }
        case .at(let id): return inputs.map { masks($0, id) }
        case .like(let record, let id):
            let name = model.outputs.first { $0.task == .words }?.name(in: model.model.tree.modelClass)
            let recorded = record.outputs.first { $0.name == name }
            return inputs.enumerated().map { text, input in
                guard let recorded, text < recorded.texts.count, text < record.inputs.count else {
                    return masks(input, id)
                }
                let places = recorded.texts[text].places(among: record.inputs[text].tokens.ids.count)
                    .filter(input.tokens.ids.indices.contains)
                return places.isEmpty ? masks(input, id) : places
            }
        }
    }

    /// The output of a task; nil: the class has none.
    package func output(_ task: ForwardPass.Task) -> Output? { outputs.first { $0.task == task } }
}

extension FloatMatrix {
    /// Whether no number is infinite or NaN.
    var isFinite: Bool {
        // The sum of zero times each number is NaN if one is not finite.
        var sum: Float = 0
        for index in 0..<(rows * width) { unsafe sum += numbers[index] * 0 }
        return sum == 0
    }
}
