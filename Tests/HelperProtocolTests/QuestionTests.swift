import HelperProtocol
import Testing

@Suite("Questions to the helper")
struct QuestionTests {
    @Test(
        "What the main program asks is what the helper understands",
        arguments: [HelperQuestion.catalog, .decode(["/x"]), .decode(["/a/x:0", "catalog"]), .skeleton, .version])
    func bothWays(question: HelperQuestion) {
        #expect(HelperQuestion(question.arguments) == question)
    }

    @Test(
        "Anything else is no question",
        arguments: [
            [], [""], ["decode"], ["catalog", "/x"], ["skeleton", "x"], ["--version", ""], ["Catalog"], ["--help"],
        ])
    func refused(arguments: [String]) {
        #expect(HelperQuestion(arguments) == nil)
    }
}
