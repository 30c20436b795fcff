import ArgumentParser
import BertModel
import ByteIO
import Formats
import JSONText
import Tensors

/// For example, `bertconv inspect PATH`.
struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the tensors of a checkpoint.",
        discussion: """
            PATH is a file, the index of a sharded set, or a model folder. Only headers are read.

            Examples:
              bertconv inspect tf_model.h5
              bertconv inspect model.safetensors --format json
            """)

    @Argument(help: "A checkpoint file, a shard index or a model folder.", completion: .file())
    var path: String

    @Option(help: "How to report: text or json.")
    var format = ReportFormat.text

    func run() async throws {
        let checkpoint = try await CheckpointReader(helperPath: Installation.helperPath()).open(path)
        let binding = try Self.binding(of: checkpoint)
        switch format {
        case .json: Terminal.printResult(Self.json(checkpoint, binding))
        case .text:
            Self.lines(checkpoint, binding).forEach(Terminal.printResult)
            for note in checkpoint.notes { Terminal.printNote("note: " + escapingControls(note)) }
        }
    }

    /// What the names mean; nil when no architecture knows any of them.
    private static func binding(of checkpoint: Checkpoint) throws -> Binding? {
        for architecture in try Architecture.all() {
            do throws(Fault) {
                return try Binding(checkpoint.table, architecture: architecture)
            } catch {
                guard error.code == .unknownDialect else { throw error }
            }
        }
        return nil
    }

    private static func lines(_ checkpoint: Checkpoint, _ binding: Binding?) -> [String] {
        let table = checkpoint.table
        let heading =
            "\(checkpoint.path): \(checkpoint.format.title), \(Quantity.count(table.count, "tensor")), "
            + "\(Quantity.bytes(table.byteCount)), "
            + (binding.map { "names of \($0.dialect.title)" } ?? "names of no known dialect")
        let separator: Character = binding?.dialect.separator ?? (checkpoint.format == .kerasHDF5 ? "/" : ".")
        return [escapingControls(heading)] + TensorTree(table, separator: separator).lines
    }

    private static func json(_ checkpoint: Checkpoint, _ binding: Binding?) -> String {
        let isSharded = checkpoint.files.count > 1
        let tensors = checkpoint.table.entries.map { entry -> JSONValue in
            var object = JSONObject([
                ("name", .string(entry.name)),
                ("dtype", .string(entry.elementType.rawValue)),
                ("shape", .array(entry.shape.dimensions.map { .integer($0) })),
                ("parameter", binding?.dialect.match(entry.name).map { .string($0.parameter.description) } ?? .null),
                ("offset", entry.range.map { .integer(Int($0.offset)) } ?? .null),
                ("bytes", .integer(entry.byteCount)),
            ])
            if isSharded { _ = object.append("file", .string(entry.file.path)) }
            return .object(object)
        }
        var report = JSONObject([
            ("file", .string(checkpoint.path)), ("format", .string(checkpoint.format.rawValue)),
            ("dialect", binding.map { .string($0.dialect.name) } ?? .null), ("tensors", .array(tensors)),
        ])
        if !checkpoint.notes.isEmpty { _ = report.append("notes", .array(checkpoint.notes.map { .string($0) })) }
        return JSONWriter.pretty(.object(report))
    }
}
