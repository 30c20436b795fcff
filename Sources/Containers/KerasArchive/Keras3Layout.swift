internal import ByteIO

/// The variables of a model that Keras 3 saved (`saving/saving_lib.py`).
///
/// A variable is `LAYER/vars/NUMBER`. LAYER is a path of attributes and of names of classes with numbers, such as
/// `layers/transformer_encoder_1/_self_attention_layer/query_dense`, which depend on what else was made; the group `vars`
/// of each step has the layer's own name as its attribute `name`. A variable is named by these:
/// `transformer_layer_1/self_attention_layer/query/vars/0`.
struct Keras3Layout {
    private(set) var variables: [(name: String, dataset: HDF5Catalog.Dataset)] = []
    /// How many variables are an optimizer's.
    private(set) var optimizerCount = 0
    /// Datasets that are no variables.
    private(set) var others: [String] = []

    /// The group of the variables of a layer.
    private static let group = "vars"
    /// The layers of a model.
    private static let list = "layers"
    /// What compilation adds to a model.
    private static let training = ["optimizer", "metrics", "_metrics", "compile_metrics"]

    /// Nil: the file has another layout.
    ///
    /// - Throws: ``Fault`` `keras.layout` for names that are too long together.
    init?(_ catalog: HDF5Catalog) throws(Fault) {
        guard catalog.strings("layer_names", ofGroup: "/") == nil, !catalog.hasGroup("/model_weights") else {
            return nil
        }
        var room = KerasLimits.pathBytes
        for dataset in catalog.datasets {
            let steps = dataset.path.split(separator: "/").map(String.init)
            guard steps.count >= 2, steps[steps.count - 2] == Self.group, Int(steps[steps.count - 1]) != nil else {
                others.append(String(dataset.path.dropFirst()))
                continue
            }
            if Self.training.contains(steps[0]) {
                optimizerCount += 1
                continue
            }
            let name = Self.name(steps, catalog)
            room -= name.utf8.count
            guard room >= 0 else { throw .namesTooLong(limit: KerasLimits.pathBytes) }
            variables.append((name, dataset))
        }
        guard !variables.isEmpty else { return nil }
    }

    /// The names of the layers on the way to a variable, then `vars` and its number.
    private static func name(_ steps: [String], _ catalog: HDF5Catalog) -> String {
        var path = ""
        var names: [String] = []
        for (step, next) in zip(steps, steps.dropFirst()).dropLast() {
            path += "/" + step
            // A step without a name is a list of layers, and what is before one is a model in the model.
            guard next != list, let name = catalog.strings("name", ofGroup: "\(path)/\(group)")?.first else { continue }
            names.append(name)
        }
        return (names + steps.suffix(2)).joined(separator: "/")
    }
}
