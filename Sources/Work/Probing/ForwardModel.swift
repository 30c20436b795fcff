package import ByteIO
internal import Formats
package import ModelSchema
internal import Tensors

/// A model that can be run: its steps, its parameters, and what its configuration says about them.
package struct ForwardModel: Sendable {
    package let model: ModelCase
    /// The blocks that are computed.
    let blocks: [ForwardPass.Block]
    let settings: ForwardSettings
    let parameters: ModelParameters
    let forward: ForwardPass
    /// What is not computed, and why, in a sentence each.
    package let notes: [String]
    /// Bytes of the weights that one run reads, at most.
    package let byteCount: Int
    /// How many tokens the vocabulary has.
    package let vocabulary: Int
    /// The most tokens that a text may have; nil: any number.
    package let longest: Int?
    private let types: Int?

    /// Checks that every parameter is there.
    ///
    /// - Parameters:
    ///   - model: the case, diagnosed or strict; only what its library loads is used.
    ///   - configuration: the model's config.json, without which nothing can be computed.
    /// - Throws: ``Fault`` `probe.*`, `model.configuration`.
    package init(_ model: ModelCase, configuration: ConfigurationFile?, known: KnownArchitectures) throws(Fault) {
        let architecture = model.tree.architecture
        guard let forward = architecture.forward else {
            let described = try known.all().filter { $0.forward != nil }.map(\.title)
            throw Fault.forwardUnknown(architecture.name, described: described).inFile(model.checkpoint.path)
        }
        guard let configuration else {
            throw Fault.settingsUnknown.inFile(model.checkpoint.path)
        }
        self.model = model
        self.forward = forward
        settings = try ForwardSettings(forward, model.tree, configuration)
        let parameters = ModelParameters(model: model)
        self.parameters = parameters
        (blocks, notes) = try Self.computable(forward.blocks(of: model.tree.modelClass), parameters)
        let unroll = StepUnroller(tree: model.tree)
        let steps = blocks.flatMap { unroll.steps($0.steps) }
        byteCount = steps.reduce(0) { sum, step in
            guard case .linear(let module) = step.operation else { return sum }
            return sum.clampedSum(parameters.tensor(step.path(module, "weight"))?.byteCount ?? 0)
        }
        let firstPosition = settings.padding.map { $0 + 1 } ?? 0
        var (vocabulary, longest, types) = (0, Int?.none, Int?.none)
        for step in steps {
            guard case .embed(let tokenModule, let positionModule, let typeModule, _) = step.operation else { continue }
            let rows = { (module: String) in
                parameters.tensor(step.path(module, "weight"))?.shape.dimensions.first ?? 0
            }
            vocabulary = rows(tokenModule)
            longest = positionModule.map { rows($0) - firstPosition }
            types = typeModule.map(rows)
        }
        self.vocabulary = vocabulary
        self.longest = longest
        self.types = types
    }

    /// The blocks whose parameters are all there.
    ///
    /// A block that only makes an output of its own, such as the pooler, is left out if the file lacks all of it.
    ///
    /// - Throws: ``Fault`` `probe.missing`, `probe.not-float`.
    private static func computable(
        _ blocks: [ForwardPass.Block], _ parameters: ModelParameters
    ) throws(Fault) -> (blocks: [ForwardPass.Block], notes: [String]) {
        var found: [ForwardPass.Block] = []
        var notes: [String] = []
        let unroll = StepUnroller(tree: parameters.model.tree)
        for (index, block) in blocks.enumerated() {
            let paths = unroll.steps(block.steps).flatMap { step in
                step.modules.flatMap { [step.path($0, "weight"), step.path($0, "bias")] }
            }.filter(parameters.has)
            let later = blocks[(index + 1)...].flatMap(\.steps).flatMap(\.all).map(\.source)
            let isAside =
                block.outputs.contains { $0.task == .pooled }
                && block.outputs.allSatisfy { $0.task == .pooled && !later.contains($0.value) }
            if isAside, paths.allSatisfy({ parameters.tensor($0) == nil }) {
                let names = block.outputs.map { $0.name(in: parameters.model.tree.modelClass) }
                notes.append("no \(names.joined(separator: ", ")): the file has no \(block.component)")
                continue
            }
            for path in paths { _ = try parameters.checked(path) }
            found.append(block)
        }
        return (found, notes)
    }

    /// The modules, by their canonical names, that run only for the tokens whose words are scored.
    var wordModules: Set<String> {
        let unroll = StepUnroller(tree: model.tree)
        let steps = blocks.filter { $0.outputs.contains { $0.task == .words } }.flatMap { unroll.steps($0.steps) }
        return Set(steps.flatMap { step in step.modules.map { step.path($0, "").moduleName } })
    }

    /// What the class returns, in the order in which it is computed.
    package var outputs: [ForwardPass.Output] { blocks.flatMap(\.outputs) }

    /// Checks that each text fits the model.
    ///
    /// - Throws: ``Fault`` `probe.token`, `probe.too-long`.
    func check(_ batch: TextBatch) throws(Fault) {
        for (number, text) in batch.texts.enumerated() {
            if text.ids.isEmpty { throw .emptyText(number) }
            if let odd = text.ids.first(where: { !(0..<vocabulary ~= $0) }) {
                throw .tokenUnknown(odd, rows: vocabulary, text: number)
            }
            if let types, let odd = text.types.first(where: { !(0..<types ~= $0) }) {
                throw .typeUnknown(odd, rows: types, text: number)
            }
            if let longest, text.ids.count > longest {
                throw .textTooLong(text.ids.count, limit: longest, text: number)
            }
        }
    }
}

/// A step with the numbers of the layers that it is in.
struct NumberedStep: Sendable {
    let operation: ForwardPass.Operation
    let source: String
    let target: String
    let numbers: [Int]
    let modules: [String]

    /// The parameter of a module in this layer.
    func path(_ module: String, _ name: String) -> ParameterPath {
        let template = "\(module).\(name)"
        return ParameterPath(template: template, numbers: template.utf8.contains(UInt8(ascii: "{")) ? numbers : [])
    }
}

/// Writes out the steps that are repeated.
struct StepUnroller: Sendable {
    let tree: ParameterTree

    func steps(_ steps: [ForwardPass.Step], in numbers: [Int] = []) -> [NumberedStep] {
        steps.filter { tree.configuration.meets($0.conditions) }.flatMap { step in
            guard case .repeated(let counter, let times, let inner) = step.operation else {
                return [
                    NumberedStep(
                        operation: step.operation, source: step.source, target: step.target, numbers: numbers,
                        modules: step.modules)
                ]
            }
            let count = tree.architecture.count(of: counter, tree.configuration)
            let all = times.flatMap(tree.configuration.value) ?? count
            return (0..<max(all, 0)).flatMap { turn in
                self.steps(inner, in: numbers + [turn * count / max(all, 1)])
            }
        }
    }
}
