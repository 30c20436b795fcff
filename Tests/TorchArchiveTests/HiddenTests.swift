import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// Files of which a careless reader makes something else than torch does: constructs × places × containers.
@Suite("Pickles that hide something")
struct HiddenTests {
    struct File: Sendable, CustomTestStringConvertible {
        let container: String
        let name: String
        /// What torch makes of its weight, by the table beside the files.
        let torch: String

        var testDescription: String { "\(container)/\(name)" }
        var path: String { Fixtures.path("torch-hides/\(container)/\(name).pt") }
        var isSound: Bool { name.hasPrefix("sound-") }
    }

    /// The files that the README lists.
    private static let files: [File] = {
        let text = String(decoding: bytes(ofFile: Fixtures.path("torch-hides/README.md")), as: UTF8.self)
        return text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
            guard cells.count == 2, cells[0].hasPrefix("`") else { return nil }
            let path = cells[0].dropFirst().dropLast(".pt`".count).split(separator: "/").map(String.init)
            return File(container: path[0], name: path[1], torch: cells[1])
        }
    }()

    /// Files, by the code that they are refused with; all others are `torch.altered`, but for the sound ones.
    private static let codes: [(Fault.Code, String)] = [
        (
            .torchTensor,
            """
            entry-append entry-item entry-parameters-6 in-a-counter-other in-pairs-set-again-other overwriting-other
            overwriting-by-another-opcode-other overwritten-other root-late-size-0 root-late-stride-0
            root-view-0-3-21-False
            """
        ),
        (
            .torchStorage,
            """
            in-an-optimizer-hooks-other-type in-attributes-hooks-other-type entry-location-meta root-typed-Int-as-a-key root-typed-Int-before
            root-view-9-0-24-False root-view-9-0-24-True root-views-12-12
            """
        ),
        (.pickleStack, "in-pairs-of-no-call-other root-storage--untyped-storage root-storage-dtype"),
        (.torchAmbiguous, "beside-a-model-other in-ema-other"),
        (.torchUnsupported, "entry-metadata-neg entry-quantized entry-sparse"),
    ]

    private static func code(of file: File) -> Fault.Code {
        let row = codes.first { $0.1.split(whereSeparator: \.isWhitespace).contains { $0 == file.name } }
        return row?.0 ?? .torchAltered
    }

    @Test("Every file is in the table, in both containers, and is told of nowhere else")
    func complete() {
        for container in ["zip", "legacy"] {
            let found = Tool.run(["ls", Fixtures.path("torch-hides/\(container)")]).output.split(separator: "\n")
            let listed = Self.files.filter { $0.container == container }.map { $0.name + ".pt" }
            #expect(found.map(String.init).sorted() == listed.sorted())
            #expect(listed.count > 80)
        }
        let names = Set(Self.files.map(\.name))
        for (_, listed) in Self.codes {
            for name in listed.split(whereSeparator: \.isWhitespace) { #expect(names.contains(String(name))) }
        }
    }

    @Test("What hides something is refused, by what it does", arguments: files.filter { !$0.isSound })
    func refused(file: File) throws {
        let code = Self.code(of: file)
        guard code == .torchUnsupported else {
            let fault = try #require(refusal(ofFile: file.path), "it is read")
            #expect(fault.code == code)
            #expect(!fault.description.contains("\n"))
            #expect(fault.subject != nil || [.torchAltered, .torchAmbiguous].contains(code))
            return
        }
        let contents = try contents(ofFile: file.path)
        #expect(contents.withheld.map(\.fault.code) == [code])
        #expect(contents.withheld.first?.name == "classifier.weight")
        #expect(contents.table["classifier.weight"] == nil)
    }

    @Test(
        "What torch writes, or once wrote, is read with the values that torch loads", arguments: files.filter(\.isSound)
    )
    func sound(file: File) throws {
        let tensor = try #require(try read(file.path)["classifier.weight"])
        #expect(tensor.dimensions == [3, 8])
        #expect(tensor.bytes == (0..<24).flatMap { little((0.5 + Float($0) / 32).bitPattern) })
        let isInteger = file.name == "sound-class-Int"
        #expect(tensor.type == (isInteger ? .int32 : .float32))
        #expect(file.torch == (isInteger ? "loads int32 [3, 8]" : "loads"))
    }

    @Test("A file of which torch makes something else is never read as if it were sound", arguments: files)
    func consistent(file: File) {
        guard file.torch != "loads", file.name != "sound-class-Int" else { return }
        #expect(refusal(ofFile: file.path) != nil || Self.code(of: file) == .torchUnsupported)
    }
}
