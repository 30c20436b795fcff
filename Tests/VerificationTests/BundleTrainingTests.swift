import JSONText
import ModelSchema
import Tensors
import TestSupport
import Testing
import Verification

/// TensorFlow wrote these checkpoints, two before the first step of training and one after 200.
@Suite("Whether a checkpoint of TensorFlow was trained")
struct BundleTrainingTests {
    private static func verified(_ name: String) throws -> Verified {
        try Verified(Fixtures.path("tensorflow-2.18.1/" + name), .values)
    }

    @Test(
        "Test L names every matrix of a fresh one, and reads kernels row by row as TensorFlow draws them: [in, out]",
        arguments: [("google-fresh", 12), ("transformers-fresh", 10)])
    func fresh(name: String, count: Int) throws {
        let result = try Self.verified(name).result
        let binding = try #require(result.examination?.binding)
        let proofs = result.findings.filter { $0.rule == .untrainedProven }
        #expect(proofs.count == count)
        #expect(proofs.allSatisfy { $0.evidence["test"]?.string == "L" })
        let matrices = binding.order.compactMap { binding[$0] }.filter { $0.shape.rank == 2 }
        #expect(Set(proofs.map(\.subject)) == Set(matrices.map(\.entry.name)))
        for proof in proofs {
            let isKernel = proof.subject.hasSuffix("/kernel")
            #expect(proof.evidence["transposed"]?.bool == isKernel, "\(proof.subject)")
        }
        // Norms and biases have the values that they were made with.
        let other = result.findings.filter { $0.rule == .untrainedStrong || $0.rule == .barelyTrained }
        #expect(other.count == 5)
    }

    @Test("Of a trained one, no tensor is called untrained")
    func trained() throws {
        let result = try Self.verified("transformers-trained").result
        #expect(result.findings.map(\.rule) == [.noCurrentLoader])
        #expect(result.examination?.values.checkedCount == 26)
    }
}
