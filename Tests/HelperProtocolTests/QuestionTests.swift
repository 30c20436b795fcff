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

    @Test("A file whose bytes are asked for is named by its size, and no question leads out of it")
    func asked() {
        let file = AskedFile(byteCount: 1000)
        var arguments = file.arguments + HelperPart(offset: 1, count: 2).arguments + ["catalog"]
        #expect(AskedFile(takingFrom: &arguments) == file)
        #expect(arguments == ["--part", "1", "2", "catalog"])
        func bytes(_ offset: UInt64, _ count: UInt64) -> [UInt8] {
            [offset, count].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        }
        let question = AskedFile.Question(bytes(700, 300), of: file)
        #expect(question?.offset == 700 && question?.count == 300)
        for (offset, count) in [(700, 301), (1000, 1), (0, 0), (UInt64.max, 2), (2, UInt64.max)] {
            #expect(AskedFile.Question(bytes(offset, count), of: file) == nil)
        }
        #expect(AskedFile.Question(Array(bytes(0, 1).dropLast()), of: file) == nil)
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
