import ByteIO
import KerasArchive
import Safetensors
import Tensors
import TestSupport
import Testing
import TorchArchive

/// One suite for every reader and writer: what is written comes back, name by name, bit for bit.
@Suite("Conformance of readers and writers")
struct ConformanceTests {
    enum Container: String, CaseIterable, Sendable {
        case safetensors, torchArchive, keras

        private static let helper = HDF5Helper(executable: Tool.path("bertconv-hdf5"))

        /// The types that the format holds.
        var types: [ElementType] {
            switch self {
            case .safetensors: ElementType.allCases
            case .torchArchive: ElementType.allCases.filter { ![.float4, .float6e2m3, .float6e3m2].contains($0) }
            case .keras:
                [
                    .float16, .bfloat16, .float32, .float64, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32,
                    .uint64, .bool,
                ]
            }
        }

        /// A tensor under the name that the format's table gives it.
        func named(_ tensor: OutputTensor) -> OutputTensor {
            guard self == .keras else { return tensor }
            return OutputTensor(name: "layer/" + tensor.name, elementType: tensor.elementType, shape: tensor.shape)
        }

        func write(_ tensors: [OutputTensor], to path: String) throws {
            switch self {
            case .safetensors:
                let layout = try SafetensorsLayout(tensors, metadata: ["format": "pt"]).file
                let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: false)
                try TestSupport.write(layout, tensors, into: file)
                try file.commit()
            case .torchArchive:
                let layout = try TorchLayout.layout(tensors, aliases: [:], order: tensors.map(\.name))
                let file = try AtomicFile.create(at: path, byteCount: layout.byteCount, replacing: false)
                try TestSupport.write(layout, tensors, into: file)
                try file.commit()
            case .keras:
                let layer = KerasLayout.Layer(name: "layer", weights: tensors)
                let file = try AtomicFile.create(at: path, byteCount: 0, replacing: false)
                let layout = try KerasLayout(layers: [layer]).write(into: file, helper: Self.helper)
                try TestSupport.write(layout, tensors.map(named), into: file)
                try file.commit()
            }
        }

        func read(_ path: String) throws -> TensorTable {
            let file = try InputFile(path: path)
            switch self {
            case .safetensors: return try SafetensorsReader.read(file).table
            case .torchArchive: return try TorchReader.readArchive(file).table
            case .keras: return try KerasReader.read(file, helper: Self.helper).table
            }
        }
    }

    @Test("Every type in every shape comes back", arguments: Container.allCases)
    func types(container: Container) throws {
        try Self.roundTrip(ConformanceTensors.all(of: container.types), container)
    }

    @Test("Every name comes back, a thousand of them too", arguments: Container.allCases)
    func names(container: Container) throws {
        try Self.roundTrip(ConformanceTensors.names(), container)
    }

    @Test("A file without tensors comes back empty", arguments: Container.allCases)
    func empty(container: Container) throws {
        guard container != .torchArchive else { return }  // A state_dict without tensors is refused as no checkpoint.
        try Self.roundTrip([], container)
    }

    private static func roundTrip(_ tensors: [OutputTensor], _ container: Container) throws {
        let folder = TemporaryFolder()
        let path = folder.file("file")
        try container.write(tensors, to: path)
        let table = try container.read(path)
        #expect(table.count == tensors.count)
        for tensor in tensors {
            let entry = try #require(table[container.named(tensor).name], "\(tensor.name)")
            #expect(entry.elementType == tensor.elementType, "\(tensor.name)")
            #expect(entry.shape == tensor.shape, "\(tensor.name)")
            let expected = ConformanceTensors.bytes(of: container.named(tensor))
            let isSame = try denseBytes(of: entry) == expected
            #expect(isSame, "\(tensor.name)")
        }
    }
}
