import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import TestSupport
import Verification

/// What a conversion planned and wrote.
struct Converted {
    let plan: ConversionPlan
    /// The output, whole.
    let file: [UInt8]
    /// The names in the folder of the output.
    let leftovers: [String]

    /// Converts what is at `input` to safetensors, as the command does, whatever is missing.
    init(_ input: String, as className: String? = nil, droppingUnmapped: Bool = false) throws {
        let folder = TemporaryFolder()
        let planned = try Planned(input, as: className, droppingUnmapped: droppingUnmapped, scratch: folder)
        let output = folder.file("out.safetensors")
        let byteCount = try planned.write(to: output)
        plan = planned.plan
        file = bytes(ofFile: output)
        leftovers = folder.names.filter { $0 != "out.safetensors" }
        precondition(byteCount == UInt64(file.count))
    }

    /// Converts a model that is written for it.
    init(_ model: TinyBert, as className: String? = nil, droppingUnmapped: Bool = false) throws {
        let folder = TemporaryFolder()
        try self.init(model.write(to: folder), as: className, droppingUnmapped: droppingUnmapped)
    }

    var names: [String] { plan.outputs.map(\.tensor.name) }

    /// What is left out of the tensor of this name, as a reason.
    func reason(_ name: String) -> LeftOut.Reason? {
        plan.leftOut.first { $0.name == name }?.reason
    }
}

/// A conversion that is about to be carried out.
struct Planned {
    let plan: ConversionPlan
    private let inputs: [InputFile]

    init(
        _ input: String, as className: String? = nil, to format: OutputFormat = .safetensors,
        droppingUnmapped: Bool = false, scratch: TemporaryFolder
    ) throws {
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let place = try ModelPlace(input, library: try Library.newest())
        let checkpoint = try reader.decoded(try place.open(reader), scratchFolder: scratch.path)
        plan = try ConversionPlan(
            try ModelCase(checkpoint, at: place, as: className, .strict), format: format,
            droppingUnmapped: droppingUnmapped)
        inputs = checkpoint.files
    }

    /// Writes the output and gives its number of bytes.
    func write(to output: String, replacing: Bool = false) throws(Fault) -> UInt64 {
        var writer = OutputWriter(
            inputs: inputs, helperPath: Tool.path("bertconv-hdf5"), replacing: replacing, allowsOverflow: false
        ) { _ in }
        let file = try writer.write(plan, to: output)
        try writer.checkInputs()
        try file.commit()
        return file.byteCount
    }
}

/// The fault that `body` ends in; nil when it does not.
func fault(_ body: () throws(Fault) -> Void) -> Fault? {
    do throws(Fault) {
        try body()
        return nil
    } catch {
        return error
    }
}
