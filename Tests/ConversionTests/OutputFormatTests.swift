import ByteIO
import Conversion
import TestSupport
import Testing

@Suite("The format that an output's name tells")
struct OutputFormatTests {
    @Test("A name that ends in .safetensors is safetensors", arguments: ["a.safetensors", "/x/y.bin/z.safetensors"])
    func safetensors(path: String) throws {
        guard case .safetensors = try OutputFormat(path: path) else {
            Issue.record("\(path) is taken for another format")
            return
        }
    }

    @Test(
        "A name that tells nothing is refused with one that does",
        arguments: ["", "model", "model.onnx", "x/", "safetensors"])
    func unknown(path: String) {
        let error = fault { () throws(Fault) in _ = try OutputFormat(path: path) }
        #expect(error?.code == .outputFormat)
        #expect(error?.file == path)
        #expect(error?.remedy?.contains(".safetensors") == true)
    }
}
