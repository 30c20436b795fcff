package import ByteIO
internal import Forensics
package import Formats
package import ModelSchema
internal import Tensors

/// A model as its library would load it, with everything that the checks need.
package struct Examination: Sendable {
    /// How closely a model is looked at.
    package enum Depth: String, Sendable, CaseIterable, Comparable {
        /// Names, types and shapes of tensors, and the files of the folder.
        case headers
        /// The values of tensors as well.
        case values
        /// What the model returns as well, for which it is run.
        case run

        package static func < (first: Depth, second: Depth) -> Bool {
            switch (first, second) {
            case (.headers, .values), (.headers, .run), (.values, .run): true
            default: false
            }
        }
    }

    package let depth: Depth
    package let facts: FolderFacts
    /// The weights as they were opened.
    package let opened: Checkpoint
    /// Architecture, class, names and what the library loads.
    package let model: ModelCase
    package let diagnosis: Diagnosis
    package private(set) var values = ValuePass()
    /// The verdict on the training of each module.
    package private(set) var modules: [JudgedModule] = []
    /// Whether the parts of the model belong together; nil: nobody asked.
    package private(set) var belonging: Belonging?
    /// What the model returned; nil: it was not run.
    package var behaviour: Behaviour?
    package var otherWeights: [OtherWeights] = []
    /// The modules of sentence-transformers after the model; nil: there are none, or nobody looked for them.
    package var sentence: SentenceFolder?
    /// What is wrong with config.json and with the files beside it.
    package let problems: [Fault]
    /// The state of every parameter, in the order of the tree.
    package private(set) var states: [State] = []
    /// Every tensor whose values were scanned, in the order of the file.
    private(set) var scannedTensors: [ScannedTensor] = []

    package var checkpoint: Checkpoint { model.checkpoint }
    package var tree: ParameterTree { model.tree }
    package var binding: Binding { model.binding }
    package var loading: Loading { model.loading }

    /// Finds out what the library would load.
    ///
    /// - Parameters:
    ///   - checkpoint: the weights; decoded if values are to be read.
    ///   - className: the class to check against; nil: that of config.json, or the one that its heads imply.
    /// - Throws: ``Fault`` `model.*` when the architecture or the class cannot be determined.
    package init(
        _ checkpoint: Checkpoint, _ facts: FolderFacts, as className: String?, depth: Depth
    ) throws(Fault) {
        model = try ModelCase(checkpoint, at: facts.place, as: className, .diagnostic)
        self.depth = depth
        self.facts = facts
        opened = checkpoint
        // modules.json is read for the place and for the facts, and a problem with it is reported once.
        let known = model.problems
        problems = known + facts.problems.filter { !known.contains($0) }
        diagnosis = Diagnosis(model)
        states = findStates()
        // Neither the user nor a config.json says which model this is, and the names do not either.
        guard className == nil, facts.configuration == nil else { return }
        let architecture = model.tree.architecture
        if diagnosis.reasons.values.allSatisfy({ $0 == .unrecognised }) && !diagnosis.reasons.isEmpty {
            throw .unknownDialect([architecture], in: checkpoint)
        }
        if model.binding.isRecognised, !model.binding.hasBackbone(of: architecture) {
            throw .headAlone(architecture, model.binding, in: checkpoint)
        }
    }

    /// Reads and judges all values.
    ///
    /// ``values`` lists the tensors that could not be read.
    ///
    /// - Parameters:
    ///   - seeds: the seeds whose streams are tried.
    ///   - belonging: whether to test if the parts of the model belong together.
    ///   - readers: how many tensors are read at a time; nil: one for each processor, up to a limit.
    /// - Throws: ``Fault`` when a matrix that needs a second reading cannot be read.
    package mutating func readValues(
        seeds: [UInt64], belonging isWanted: Bool = true, readers: Int? = nil, progress: (Int) -> Void
    ) throws(Fault) {
        var roles = TensorRole.all(binding, tree.architecture)
        let stream = isWanted ? StreamTensors(self).flatMap { $0.isMeasurable ? $0 : nil } : nil
        for name in stream?.names ?? [] { roles[name]?.facesStream = true }
        // Test V looks up single rows.
        if stream != nil, let words = facts.tokenizer.flatMap({ WordBlocks(self, $0) }), words.table.file.isRemote {
            roles[words.table.name]?.keptRows = words.rows(of: words.firstLook)
        }
        values.read(checkpoint.table, roles, joints: stream?.joints ?? [], readers: readers, progress: progress)
        let range = tree.configuration.path == nil ? nil : tree.configuration.double("initializer_range")
        sentence?.readValues(readers: readers)
        states = findStates()
        scannedTensors = findScannedTensors()
        let judge = UntrainedJudge(seeds: seeds, initializerRange: range)
        for module in ModuleValues.all(self) {
            modules.append(JudgedModule(module: module, verdict: try judge.verdict(on: module)))
        }
        for module in sentence?.modules.flatMap(\.parts) ?? [] {
            modules.append(JudgedModule(module: module, verdict: try judge.verdict(on: module)))
        }
        if isWanted { belonging = try BelongingJudge.judge(self) }
    }
}

extension Examination {
    /// Entries of a PyTorch file that are weights and were not read.
    var withheldWeights: [UnreadTensor] { UnreadTensor.all(in: checkpoint, binding.dialect) }

    /// The number of parameters of the model that the file has in the right shape, under whatever name.
    var fittingCount: Int {
        let wrong = Set(diagnosis.mismatched.map(\.parameter.path))
        return binding.order.count { tree[$0] != nil && !wrong.contains($0) }
    }

    /// The number of tensors in the files, including those that were not read.
    package var tensorCount: Int { checkpoint.table.count + withheldWeights.count }
}
