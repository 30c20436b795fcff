import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors

/// The weights of the modules that a sentence-transformers folder has in addition to its encoder, for a folder that is written.
///
/// Their names and types stay as they are. The format is one that the library opens.
struct SentenceModuleFiles {
    /// The weights of one module.
    private struct Module {
        /// The path from the folder: `2_Dense/model.safetensors`.
        let path: String
        let plan: ConversionPlan
        let inputs: [InputFile]
    }

    private var modules: [Module] = []
    /// The paths of the files that are read, from the folder.
    private(set) var read: [String] = []

    /// The paths of the files that are written, from the folder.
    var names: [String] { modules.map(\.path) }

    /// Plans what is written for the modules that a folder's list names.
    ///
    /// - Throws: ``Fault`` of a file that cannot be read, or of a list that cannot.
    init(
        of source: ModelPlace, _ format: OutputFormat, _ reader: CheckpointReader, scratchFolder: String
    ) throws(Fault) {
        guard source.isSentenceFolder, let root = source.sentenceFolder, let list = try SentenceModules(in: root)
        else { return }
        let library = try SentenceLibrary.known()
        let name = format == .torchArchive ? OutputFormat.torchArchive.fileName : OutputFormat.safetensors.fileName
        for module in list.modules where !library.isEncoder(module.type) && !module.folder.isEmpty && module.isInside {
            let files = library.weights.map { FilePath.join(module.folder, $0) }
                .filter { PathKind(of: FilePath.join(root, $0)) == .file }
            guard let first = files.first, !read.contains(first) else { continue }
            let checkpoint = try reader.decoded(
                try reader.open(FilePath.join(root, first)), scratchFolder: scratchFolder)
            modules.append(
                Module(
                    path: FilePath.join(module.folder, name),
                    plan: try ConversionPlan(
                        copying: checkpoint, format: format == .torchArchive ? .torchArchive : .safetensors),
                    inputs: checkpoint.inputs))
            read.append(first)
        }
    }

    /// Adds the files that must not be overwritten.
    func keep(in places: inout OutputPlaces) {
        for file in modules.flatMap(\.inputs) { places.keep(file) }
    }

    /// Writes all files into a folder, in which those of the modules exist.
    func write(to folder: String, helperPath: String) throws(Fault) -> [String] {
        for module in modules {
            var writer = OutputWriter(
                inputs: module.inputs, helperPath: helperPath, replacing: false, allowsOverflow: false
            ) { _ in }
            let file = try writer.write(module.plan, to: FilePath.join(folder, module.path))
            try writer.checkInputs()
            try PendingFile.commit([file], sharing: false)
        }
        return names
    }
}
