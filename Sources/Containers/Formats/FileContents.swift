package import ByteIO
internal import Safetensors
internal import TensorBundle
internal import Tensors
package import TorchArchive

/// The content of one file of a checkpoint, whatever its format.
struct FileContents {
    let table: TensorTable
    var disagreements: [Checkpoint.Disagreement] = []
    var withheld: [WithheldTensor] = []
    var notes: [String] = []
    let remarks: FileRemarks
    /// Further files with tensors.
    var dataFiles: [InputFile] = []
}

extension FileContents {
    init(_ contents: SafetensorsContents, _ file: InputFile) {
        table = contents.table
        remarks = FileRemarks(
            file: file, formatWord: contents.metadata("format").map(FileRemarks.FormatWord.word) ?? .absent)
    }

    /// The content of a TensorFlow checkpoint; what belongs to the training, and unused bytes, become notes.
    init(_ contents: BundleContents, _ file: InputFile) {
        table = contents.table
        dataFiles = contents.files
        withheld = contents.unreadable.map { WithheldTensor(name: $0.name, isTensor: true, fault: $0.fault) }
        let remarks =
            contents.training.notes.map { "\(file.path): \($0)" }
            + contents.uncovered.map { "\($0.file.path): \($0.byteCount) bytes of it belong to no tensor" }
        self.remarks = FileRemarks(file: file, notes: remarks)
        notes = remarks + withheld.map { "not read: \($0.fault.description)" }
    }

    /// The content of a PyTorch file; what else it holds becomes notes.
    init(_ contents: TorchContents, _ file: InputFile) {
        table = contents.table
        withheld = contents.withheld
        notes = (contents.refusal.words.map { ["it \($0)"] } ?? []) + contents.notes
        if !contents.path.isEmpty {
            notes.append("the tensors are in \(contents.path.map { "'\($0)'" }.joined(separator: ", in "))")
        }
        if !contents.others.isEmpty {
            let shown = contents.others.prefix(5).joined(separator: ", ")
            notes.append("not tensors, and left out: \(shown)\(contents.others.count > 5 ? ", …" : "")")
        }
        if contents.deflatedRecordCount > 0 {
            notes.append(
                "\(contents.deflatedRecordCount) records are compressed; torch with mmap reads wrong values from them"
            )
        }
        notes += contents.withheld.map { "not read: \($0.fault.description)" }
        notes = notes.map { "\(file.path): \($0)" }
        remarks = FileRemarks(
            file: file, nesting: contents.path, parts: contents.parts, others: contents.others,
            beginsWithOther: contents.beginsWithOther, refusal: contents.refusal,
            notes: contents.notes.map { "\(file.path): \($0)" }, deflatedRecordCount: contents.deflatedRecordCount)
    }
}

/// What a file of a checkpoint says, apart from its tensors, that decides whether and how a library loads it.
package struct FileRemarks: Sendable {
    /// The word in a safetensors file for the library that wrote it (`__metadata__.format`).
    package enum FormatWord: Sendable, Equatable {
        /// The file has another format.
        case notApplicable
        case absent
        case word(String)
    }

    package let file: InputFile
    package var formatWord = FormatWord.notApplicable
    /// The keys that lead to the tensors of a PyTorch file: `state_dict`; empty when the file has only tensors.
    package var nesting: [String] = []
    /// The keys of several such entries that were taken together.
    package var parts: [String] = []
    /// Entries of a PyTorch file that are no tensors: `epoch`.
    package var others: [String] = []
    /// Whether such an entry comes before the first weight.
    package var beginsWithOther = false
    /// What torch would refuse to load.
    package var refusal = TorchRefusal.none
    /// What else a careful user should know.
    package var notes: [String] = []
    /// The number of compressed records in a PyTorch archive.
    package var deflatedRecordCount = 0
}
