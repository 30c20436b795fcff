import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import Verification

extension PreparedConversion {
    /// What `verify` would find in the names and shapes of the output, beside the files that lie beside the input.
    ///
    /// For HDF5 there are none: the names and groups of the output are those that its library looks for.
    ///
    /// - Returns: nil when that cannot be told before the output is there.
    func expectedFindings(_ facts: FolderFacts) -> [Finding]? {
        guard order.format == .safetensors else { return [] }
        var table = TensorTable()
        for output in plan.outputs {
            guard output.following.isEmpty else {
                // The library splits the tensor into these again.
                for source in output.sources where !table.insert(source) { return nil }
                continue
            }
            guard let view = output.source.view,
                let entry = TensorEntry(
                    name: output.tensor.name, elementType: output.tensor.elementType, shape: output.tensor.shape,
                    storage: .strided(output.isTransposed ? view.transposed : view)),
                table.insert(entry)
            else { return nil }
        }
        let path = model.checkpoint.path
        let checkpoint = Checkpoint(
            path: path, table: table, configurationPath: model.checkpoint.configurationPath ?? path)
        let examination = try? Examination(
            checkpoint, facts, as: model.tree.modelClass.name, depth: .headers)
        return examination.map { Check.verify($0).findings }
    }
}
