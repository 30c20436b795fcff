package import ByteIO
internal import Safetensors
package import TorchArchive

/// What one file of a checkpoint says beside its tensors, as far as it decides whether and how a library loads it.
package struct FileRemarks: Sendable {
    /// The word that a safetensors file has for the library that wrote it (`__metadata__.format`).
    package enum FormatWord: Sendable, Equatable {
        /// The file is of another format.
        case notApplicable
        case absent
        case word(String)
    }

    package let file: InputFile
    package var formatWord = FormatWord.notApplicable
    /// The keys that lead to the tensors of a PyTorch file: `state_dict`; empty when the file is nothing but them.
    package var nesting: [String] = []
    /// Entries of a PyTorch file that hold no tensor: `epoch`.
    package var others: [String] = []
    /// Whether such an entry stands before the first weight.
    package var beginsWithOther = false
    /// What torch itself would refuse to load.
    package var refusal = TorchRefusal.none
    /// What a careful user should know and nothing else here says.
    package var notes: [String] = []
    /// Compressed records of a PyTorch archive.
    package var deflatedRecordCount = 0
}
