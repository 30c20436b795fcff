internal import ByteIO
internal import Tensors

/// What a checkpoint has of the training beside the model: an optimizer's state, averages of weights, counters.
///
/// A variable is an optimizer's if its key is that of another variable of the same shape and one more name, as
/// `bert/pooler/dense/kernel/adam_m`; no parameter of a model is named so. In TensorFlow 2 the object graph says it, or
/// the plain name is that of another variable of the same shape after two more names: `Adam/m/bert/pooler/dense/kernel`.
package struct TrainingState: Sendable {
    /// Variables of optimizers, apart from counters.
    package private(set) var optimizerCount = 0
    /// Averages of weights over the training; they may be better weights than the weights.
    package private(set) var averages: [String] = []
    /// Numbers such as `global_step`.
    package private(set) var counters: [String] = []
    /// The keys of all of them.
    let keys: Set<[UInt8]>

    init(of index: BundleIndex, _ names: [String]) {
        let shapes = Dictionary(
            index.variables.map { ($0.key, $0.entry.shape) }, uniquingKeysWith: { first, _ in first })
        let named =
            index.graph == nil
            ? [:]
            : Dictionary(
                zip(names, index.variables).map { ($0, $1.entry.shape) }, uniquingKeysWith: { first, _ in first })
        var keys: Set<[UInt8]> = []
        for (variable, name) in zip(index.variables, names) {
            let key = variable.key
            let owner = key.lastIndex(of: UInt8(ascii: "/")).map { key[..<$0] }
            let isSlot = owner.map { shapes[Array($0)] == variable.entry.shape } ?? false
            let isOptimizers =
                index.graph.map { graph in
                    graph.slotKeys.contains(key) || Self.isOptimizers(key)
                        || Self.variable(ofSlot: name).map { named[$0] == variable.entry.shape } ?? false
                } ?? false
            if variable.entry.shape.rank == 0, isOptimizers || Self.counterNames.contains(Self.parts(of: key)[0]) {
                counters.append(name)
            } else if isSlot && key.suffix(Self.average.utf8.count).elementsEqual(Self.average.utf8)
                || isOptimizers && Self.isAverage(key, name)
            {
                averages.append(name)
            } else if isSlot || isOptimizers {
                optimizerCount += 1
            } else {
                continue
            }
            keys.insert(key)
        }
        self.keys = keys
    }

    /// Whether an attribute on the way to it belongs to no model.
    private static func isOptimizers(_ key: [UInt8]) -> Bool {
        let parts = parts(of: key)
        return parts.contains { owners.contains($0) } && !parts.contains(modelsVariables)
    }

    private static func parts(of key: [UInt8]) -> [String] {
        key.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { shown($0) }
    }

    /// Whether a variable of an optimizer is the average that it keeps of a weight: `Adam/average/bert/…`.
    private static func isAverage(_ key: [UInt8], _ name: String) -> Bool {
        parts(of: key).contains { averages.contains($0) } || name.split(separator: "/").dropFirst().first == "average"
    }

    /// What optimizers of Keras (`use_ema`), Model Garden and TensorFlow Addons call averages.
    private static let averages: Set<String> = ["average", "_model_variables_moving_average"]

    /// The end of an average's key.
    private static let average = "/ExponentialMovingAverage"

    /// What a name is without its first two parts; nil: it has no more.
    private static func variable(ofSlot name: String) -> String? {
        let parts = name.split(separator: "/", maxSplits: 2)
        return parts.count == 3 ? String(parts[2]) : nil
    }

    /// Attributes of objects under which nothing is a part of the model.
    private static let owners: Set<String> = [
        "optimizer", ".OPTIMIZER_SLOT", "keras_api", "save_counter", "_CHECKPOINTABLE_OBJECT_GRAPH",
    ]

    /// The attribute by which an optimizer of Keras 3 lists the model's own variables.
    private static let modelsVariables = "_trainable_variables"

    /// Scalars beside a model, by the first part of their key.
    private static let counterNames: Set<String> = [
        "global_step", "beta1_power", "beta2_power", "save_counter", "loss_scale", "good_steps", "step",
        "current_loss_scale",
    ]
}

extension TrainingState {
    /// One sentence for each kind.
    package var notes: [String] {
        var notes: [String] = []
        if optimizerCount > 0 { notes.append("\(optimizerCount) tensors of an optimizer's state are left out") }
        if let first = averages.first {
            notes.append(
                "\(averages.count) averages of weights over the training, such as '\(first)', are left out; they may be "
                    + "the better weights")
        }
        if !counters.isEmpty {
            let shown = counters.prefix(5).joined(separator: ", ") + (counters.count > 5 ? ", …" : "")
            notes.append("counters of the training are left out: \(shown)")
        }
        return notes
    }
}
