import ByteIO
import TestSupport
import Testing

@Suite("Files that end too early")
struct TruncationTests {
    @Test("A tf_model.h5 is refused wherever it ends", .slow, arguments: 1..<40)
    func hdf5(step: Int) {
        let whole = bytes(ofFile: Fixtures.path("transformers-4.44.2/BertForSequenceClassification/tf_model.h5"))
        expectRefused(whole, cutTo: step * whole.count / 40, as: "tf_model.h5")
    }

    @Test("A model.safetensors is refused wherever it ends", .slow, arguments: 1..<40)
    func safetensors(step: Int) {
        let whole = bytes(
            ofFile: Fixtures.path("transformers-4.44.2/BertForSequenceClassification/expected.safetensors"))
        expectRefused(whole, cutTo: step * whole.count / 40, as: "model.safetensors")
    }

    @Test("Neither may lack a single byte, nor end within its first ones", arguments: [-1, 1, 4, 7, 8, 9, 10, 16, 511])
    func edges(count: Int) {
        for (name, source) in [("tf_model.h5", "tf_model.h5"), ("model.safetensors", "expected.safetensors")] {
            let whole = bytes(ofFile: Fixtures.path("transformers-4.44.2/BertForMaskedLM/\(source)"))
            expectRefused(whole, cutTo: count < 0 ? whole.count + count : count, as: name)
        }
    }

    @Test("A safetensors file that lacks its last bytes says how many and where it ends")
    func missingBytes() {
        let folder = TemporaryFolder()
        let whole = bytes(ofFile: Fixtures.path("transformers-4.44.2/BertModel/expected.safetensors"))
        let input = folder.write(Array(whole.dropLast(5)), to: "model.safetensors")
        bertconvTests.expectRefused(
            input, in: folder,
            saying: [
                "byte \(whole.count - 5)", "the tensors end at byte \(whole.count.grouped)", "5 bytes are missing",
            ])
    }

    private func expectRefused(_ whole: [UInt8], cutTo count: Int, as name: String) {
        let folder = TemporaryFolder()
        let input = folder.write(Array(whole.prefix(count)), to: name)
        bertconvTests.expectRefused(input, in: folder, saying: ["; "])
    }
}
