import Conversion
import Reporting
import Tensors

extension ConversionPlan {
    /// What should be known of an output like this.
    var notes: [String] {
        guard format == .kerasHDF5, outputs.contains(where: { $0.tensor.elementType == .bfloat16 }) else { return [] }
        return ["TensorFlow writes bfloat16 weights and cannot load them again; --dtype f32 makes it load"]
    }
}

extension CastLosses {
    /// What became of values that do not fit the narrower type.
    var notes: [String] {
        var notes: [String] = []
        if overflows > 0 { notes.append("\(Quantity.count(overflows, "value")) became infinite") }
        if subnormals > 0 {
            notes.append("\(Quantity.count(subnormals, "value")) became subnormal or 0 in the narrower type")
        }
        return notes
    }
}
