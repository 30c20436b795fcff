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

    @Test("A part of standard input stands before the question, and is two numbers")
    func part() {
        let part = HelperPart(offset: 1234, count: 5678)
        var arguments = part.arguments + ["catalog"]
        #expect(HelperPart(takingFrom: &arguments) == part)
        #expect(arguments == ["catalog"])
        for other in [["--part", "1"], ["--part", "1", "-2"], ["--part", "x", "2"], ["catalog"], []] {
            var arguments = other
            #expect(HelperPart(takingFrom: &arguments) == nil && arguments == other)
        }
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
