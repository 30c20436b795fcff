internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// What a tensor is to the model, for what its values mean.
struct TensorUse {
    /// Nil for a tensor that is loaded into nothing.
    let parameter: Parameter?

    /// What is wrong with values that nobody loads is only worth a note.
    func severity(_ severity: Severity) -> Severity {
        parameter == nil ? .note : severity
    }
}

extension Examination {
    /// Every tensor whose values were read, in the order of the file, with what it is to the model.
    var scannedTensors: [(entry: TensorEntry, scan: ValueScan, use: TensorUse)] {
        var parameters: [String: Parameter] = [:]
        for (path, entry) in loading.loaded { parameters[entry.name] = tree[path] }
        for mismatched in loading.mismatched { parameters[mismatched.entry.name] = mismatched.parameter }
        // What another name keeps from being loaded is what somebody wants to load.
        for (path, tensors) in binding.tensors where loading.loaded[path] == nil {
            for tensor in tensors where parameters[tensor.entry.name] == nil {
                parameters[tensor.entry.name] = tree[path]
            }
        }
        return checkpoint.table.entries.compactMap { entry in
            values.scans[entry.name].map { (entry, $0, TensorUse(parameter: parameters[entry.name])) }
        }
    }
}
