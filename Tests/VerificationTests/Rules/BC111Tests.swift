import TestSupport
import Testing
import Verification

@Suite("BC111 not-float, as verify shows it")
struct BC111Tests {
    @Test(
        "Floats with a quantiser's scales beside them may be its codes: that is an error, with the headers alone too",
        arguments: ["classifier.SCB", "classifier.scales", "classifier.weight_scale"],
        [Examination.Depth.headers, .values])
    func codes(scales: String, depth: Examination.Depth) throws {
        var model = TinyBert()
        model.add(scales, [2])
        let finding = try Verified(model, depth).finding(of: .notFloat)
        #expect(finding.severity == .error)
        #expect(finding.subject == "classifier.weight")
        #expect(finding.message.contains("'\(scales)'"))
    }

    @Test("A tensor of such a name that belongs to no weight of the model says nothing of the weights")
    func elsewhere() throws {
        var model = TinyBert()
        model.add("other.SCB", [2])
        #expect(try Verified(model).lines == ["BC102 warning other.SCB"])
    }
}
