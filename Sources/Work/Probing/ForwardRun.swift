package import ByteIO
internal import Formats
package import ModelSchema
internal import Tensors

/// One run of a model over a batch of texts.
package struct ForwardRun: ~Copyable {
    /// A value that the library returns.
    package struct Output: Sendable {
        package let name: String
        package let task: ForwardPass.Task
        package let matrix: FloatMatrix
    }

    private let model: ForwardModel
    private let batch: TextBatch
    /// The rows for which scores of words are computed; nil: all.
    private let wordRows: [Int]?
    /// The words whose scores are computed; nil: all.
    private let wordColumns: [Int]?
    private let work = LayerWork()
    private var values: [String: FloatMatrix] = [:]

    /// - Parameter wordRows: the rows of the batch for which scores of words are wanted; nil: all, which takes a number
    ///   for each word of the vocabulary and each token.
    /// - Parameter wordColumns: the words whose scores are wanted; nil: all.
    /// - Throws: ``Fault`` `probe.token`, `probe.too-long`.
    package init(
        _ model: ForwardModel, _ batch: TextBatch, wordRows: [Int]? = nil, wordColumns: [Int]? = nil
    ) throws(Fault) {
        try model.check(batch)
        self.model = model
        self.batch = batch
        self.wordRows = wordRows
        self.wordColumns = wordColumns
    }

    /// Computes all outputs.
    ///
    /// - Parameters:
    ///   - progress: called with the bytes of weights that were read since the last call.
    ///   - observe: called with what each linear module and each norm returns, by the canonical name of the module.
    /// - Throws: ``Fault`` of the file that could not be read.
    package mutating func outputs(
        progress: (Int) -> Void = { _ in }, observe: (_ module: String, _ value: FloatMatrix) -> Void = { _, _ in }
    ) throws(Fault) -> [Output] {
        var outputs: [Output] = []
        let unroll = StepUnroller(tree: model.model.tree)
        for block in model.blocks {
            let before = values
            if let wordRows, block.outputs.contains(where: { $0.task == .words }) {
                values = values.mapValues { $0.rows == batch.rows ? $0.taking(wordRows) : $0 }
            }
            let steps = unroll.steps(block.steps)
            let scoring = steps.lastIndex { step in
                block.outputs.contains { $0.task == .words && $0.value == step.target }
            }
            for (index, step) in steps.enumerated() {
                if index == scoring, let wordColumns {
                    try score(step, wordColumns, observe)
                } else {
                    try run(step, progress, observe)
                }
            }
            for output in block.outputs {
                guard let matrix = values[output.value] else { continue }
                outputs.append(
                    Output(name: output.name(in: model.model.tree.modelClass), task: output.task, matrix: matrix))
            }
            if block.outputs.contains(where: { $0.task == .words }) { values = before }
        }
        return outputs
    }

    private mutating func run(
        _ step: NumberedStep, _ progress: (Int) -> Void, _ observe: (String, FloatMatrix) -> Void
    ) throws(Fault) {
        let source = values[step.source]
        switch step.operation {
        case .embed(let tokens, let positions, let types, let tasks):
            values[step.target] = try embed(step, tokens: tokens, positions: positions, types: types, tasks: tasks)
        case .linear(let module):
            let weight = try model.parameters.checked(step.path(module, "weight"))
            let bias = try model.parameters.numbers(step.path(module, "bias"))
            let sizes = weight.shape.dimensions
            guard let source, sizes.count == 2, sizes[1] == source.width, bias.map({ $0.count == sizes[0] }) ?? true
            else { throw misfit(step, module) }
            let result = try work.multiply(source, by: weight, bias: bias, progress: progress)
            values[step.target] = result
            observe(step.path(module, "").moduleName, result)
        case .norm(let module, let epsilon):
            let weight = try model.parameters.numbers(step.path(module, "weight")) ?? []
            let bias = try model.parameters.numbers(step.path(module, "bias"))
            guard let source, weight.count == source.width, bias.map({ $0.count == source.width }) ?? true
            else { throw misfit(step, module) }
            let result = source.copy()
            work.normalise(result, weight: weight, bias: bias, epsilon: epsilon ?? model.settings.epsilon)
            values[step.target] = result
            observe(step.path(module, "").moduleName, result)
        case .activate(let field): try activate(step, source, model.settings.activation(field))
        case .apply(let name): try activate(step, source, Activation(name) ?? .identity)
        case .attention(let keys, let others, let bias):
            guard let source, let keys = values[keys], let others = values[others], source.rows == batch.rows,
                source.hasSize(of: keys), source.hasSize(of: others)
            else { throw misfit(step, nil) }
            guard model.settings.heads > 0, source.width.isMultiple(of: model.settings.heads) else {
                throw Fault.headsDoNotDivide(model.settings.heads, width: source.width)
                    .inFile(model.model.checkpoint.path)
            }
            values[step.target] = work.attend(
                queries: source, keys: keys, values: others, batch, heads: model.settings.heads,
                isCausal: model.settings.isCausal, biases: try buckets(step, bias))
        case .add(let other):
            guard let source, let other = values[other], source.hasSize(of: other) else { throw misfit(step, nil) }
            let sum = source.copy()
            sum.add(other)
            values[step.target] = sum
        case .first:
            guard let source, source.rows == batch.rows else { throw misfit(step, nil) }
            values[step.target] = source.taking(batch.texts.indices.map { batch.starts[$0] })
        case .repeated: break
        }
    }

    /// The last step of a block that scores words, for some of them only.
    private mutating func score(
        _ step: NumberedStep, _ columns: [Int], _ observe: (String, FloatMatrix) -> Void
    ) throws(Fault) {
        guard case .linear(let module) = step.operation else { throw misfit(step, nil) }
        let weight = try rows(step, module, columns)
        let bias = try model.parameters.numbers(step.path(module, "bias"))
        let hasAll = bias.map { columns.allSatisfy($0.indices.contains) } ?? true
        guard let source = values[step.source], weight.width == source.width, hasAll
        else { throw misfit(step, module) }
        let result = work.multiply(source, by: weight, bias: bias.map { bias in columns.map { bias[$0] } })
        values[step.target] = result
        observe(step.path(module, "").moduleName, result)
    }

    /// The fault of a description whose values do not fit each other.
    private func misfit(_ step: NumberedStep, _ module: String?) -> Fault {
        let architecture = model.model.tree.architecture
        return Fault.forwardMisfit(module ?? "the value '\(step.target)'", architecture.name)
            .inFile(architecture.schemaPath ?? model.model.checkpoint.path)
    }

    private mutating func activate(
        _ step: NumberedStep, _ source: FloatMatrix?, _ activation: Activation
    ) throws(Fault) {
        guard let result = source?.copy() else { throw misfit(step, nil) }
        work.activate(result, activation)
        values[step.target] = result
    }

    private func buckets(
        _ step: NumberedStep, _ bias: ForwardPass.RelativeBias?
    ) throws(Fault) -> RelativeBuckets? {
        guard let bias, let table = try model.parameters.numbers(step.path(bias.module, "weight")) else { return nil }
        guard
            let buckets = RelativeBuckets(
                table: table, heads: model.settings.heads, buckets: bias.buckets, farthest: bias.farthest)
        else { throw Fault.tooFewBuckets(bias.module, bias.buckets).inFile(model.model.checkpoint.path) }
        return buckets
    }

    /// The sum of the embeddings of all tokens; only the rows that occur are read.
    private func embed(
        _ step: NumberedStep, tokens: String, positions: String?, types: String?, tasks: String?
    ) throws(Fault) -> FloatMatrix {
        let sum = try rows(step, tokens, batch.texts.flatMap(\.ids))
        var parts: [FloatMatrix] = []
        if let types { parts.append(try rows(step, types, batch.texts.flatMap(\.types))) }
        if let tasks { parts.append(try rows(step, tasks, [Int](repeating: 0, count: batch.rows))) }
        if let positions {
            let places = batch.texts.flatMap { TextBatch.positions(of: $0, padding: model.settings.padding) }
            parts.append(try rows(step, positions, places))
        }
        for part in parts {
            guard sum.hasSize(of: part) else { throw misfit(step, tokens) }
            sum.add(part)
        }
        return sum
    }

    private func rows(_ step: NumberedStep, _ module: String, _ chosen: [Int]) throws(Fault) -> FloatMatrix {
        let table = try model.parameters.checked(step.path(module, "weight"))
        let matrix = FloatMatrix(rows: chosen.count, width: table.shape.dimensions.last ?? 0)
        var places: [Int: [Int]] = [:]
        for (place, row) in chosen.enumerated() { places[row, default: []].append(place) }
        var stream = FloatStream()
        for (row, targets) in places {
            guard let part = table.rows(row..<(row + 1), named: table.name) else { continue }
            try stream.open(part)
            var column = 0
            while let some = try unsafe stream.next() {
                for index in 0..<some.count {
                    for target in targets { unsafe matrix[target, column + index] = some[index] }
                }
                column += some.count
            }
        }
        return matrix
    }
}

extension ParameterPath {
    /// The canonical name of the module of a path that ends with a dot.
    var moduleName: String { String(description.dropLast()) }
}
