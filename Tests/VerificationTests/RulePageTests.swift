import RulePages
import Testing
import Verification

@Suite("Pages of the rules, for bertconv explain")
struct RulePagesTests {
    @Test("Every rule has exactly one page, in order, and no page is without a rule")
    func complete() {
        #expect(RulePage.all.map(\.number) == Rule.all.map(\.number))
    }

    @Test("A page is found by the number of its rule and by nothing else")
    func lookup() {
        for rule in Rule.all { #expect(RulePage.page(rule.number)?.number == rule.number) }
        #expect(RulePage.page("BC999") == nil)
        #expect(RulePage.page("") == nil)
    }

    @Test("No heading is empty, and no two pages share a text", arguments: RulePage.all.map(\.number))
    func filled(number: String) throws {
        let page = try #require(RulePage.page(number))
        for text in page.headings {
            #expect(text.contains { !$0.isWhitespace })
            #expect(RulePage.all.count { $0.headings.contains(text) } == 1)
        }
    }

    @Test("A title is one line without a full stop", arguments: RulePage.all.map(\.title))
    func title(title: String) {
        #expect(title.count <= 60)
        #expect(!title.contains("\n"))
        #expect(title.last?.isPunctuation == false)
        #expect(title.first?.isLowercase == false || title.hasPrefix("config.json") || title.hasPrefix("num_labels"))
    }

    @Test("Lines fit a terminal: 100 columns for what is shown as it stands, 88 for prose that can be wrapped")
    func width() {
        for page in RulePage.all {
            for line in page.headings.flatMap(\.lines) {
                #expect(line.count <= 100, "\(page.number): \(line)")
                #expect(line.last?.isWhitespace != true, "\(page.number): \(line)")
                #expect(!line.contains("\t"), "\(page.number): \(line)")
            }
            for line in page.prose.flatMap(\.lines) where !line.hasPrefix("    ") && line.contains(" ") {
                #expect(line.count <= 88, "\(page.number): \(line)")
            }
        }
    }

    @Test("An example shows something: a session, a table of tensors, a file", arguments: RulePage.all.map(\.number))
    func example(number: String) throws {
        let page = try #require(RulePage.page(number))
        let marks = ["$ ", ">>> ", "F32 ", "F16 ", "error[", "{\"", "LOAD REPORT"]
        #expect(page.example.lines.count >= 2)
        #expect(marks.contains { page.example.contains($0) })
    }

    @Test("Every number that a page mentions is a rule's")
    func mentions() {
        let known = Set(Rule.all.map(\.number))
        for page in RulePage.all {
            for text in page.headings {
                for match in text.matches(of: /BC[0-9]+/) {
                    #expect(known.contains(String(match.output)), "\(page.number) mentions \(match.output)")
                }
            }
        }
    }

    @Test("Every finding an example shows is of the page's own rule")
    func ownFindings() {
        for page in RulePage.all {
            for match in page.example.matches(of: /\[(BC[0-9]+)\]/) {
                #expect(match.output.1 == page.number)
            }
        }
    }

    @Test("The commands that pages name are those of bertconv")
    func commands() {
        let known: Set = ["convert", "verify", "inspect", "diff", "digest", "init", "explain"]
        for page in RulePage.all {
            for text in page.headings {
                for match in text.matches(of: /(?:\$ |    |`)bertconv ([a-z]+)/) {
                    #expect(known.contains(String(match.output.1)), "\(page.number): \(match.output.0)")
                }
            }
        }
    }

    @Test("Code is in paragraphs of its own, and backticks come in pairs")
    func markdown() {
        for page in RulePage.all {
            for text in page.prose {
                #expect(text.count { $0 == "`" }.isMultiple(of: 2), "\(page.number)")
                for paragraph in text.split(separator: "\n\n") {
                    let lines = String(paragraph).lines
                    let code = lines.count { $0.hasPrefix("    ") }
                    #expect(code == 0 || code == lines.count, "\(page.number): \(paragraph)")
                }
            }
        }
    }

    @Test("Rules of values say that a run on headers only leaves them out")
    func headersOnly() {
        let ofValues = Rule.all.map(\.number).filter { $0.hasPrefix("BC4") || $0.hasPrefix("BC5") }
        for number in ofValues + ["BC201", "BC203", "BC204", "BC302"] {
            #expect(RulePage.page(number)?.checks.contains("--headers-only") == true, "\(number)")
        }
        #expect(RulePage.page("BC101")?.checks.contains("--headers-only") == false)
    }

    @Test("Rules that stand for a check that could not be made say which exit status that gives")
    func exitStatus() {
        for page in RulePage.all {
            let isUnchecked = ["BC601", "BC602", "BC603", "BC705"].contains(page.number)
            #expect(page.checks.contains("exit status is 2") == isUnchecked, "\(page.number)")
        }
    }
}

extension RulePage {
    /// What is wrapped as paragraphs.
    fileprivate var prose: [String] { [checks, harm, remedy] }
    fileprivate var headings: [String] { [title, example] + prose }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
