package import ByteIO
package import Formats
internal import TorchArchive

/// A tensor of a checkpoint that is named and could not be read.
package struct UnreadTensor: Sendable {
    package let name: String
    /// The canonical name of the parameter that it is, by its name; nil: it is none.
    package let parameter: String?
    /// Why it was not read.
    package let fault: Fault

    /// Those of a checkpoint: entries that are tensors, or have the name of a parameter.
    ///
    /// - Parameter dialect: nil: no dialect knows the names.
    package static func all(in checkpoint: Checkpoint, _ dialect: Dialect?) -> [UnreadTensor] {
        checkpoint.withheld.compactMap { entry in
            let parameter = dialect?.match(entry.name)?.parameter.description
            guard entry.isTensor || parameter != nil else { return nil }
            return UnreadTensor(name: entry.name, parameter: parameter, fault: entry.fault)
        }
    }
}
