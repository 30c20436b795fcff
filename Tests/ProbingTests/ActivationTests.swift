import Testing

@testable import Probing

@Suite("Activations have the names that transformers gives them")
struct ActivationTests {
    @Test("A name that transformers does not have is none")
    func unknownName() {
        #expect(Activation("gelu") != nil)
        #expect(Activation("glue") == nil)
    }
}
