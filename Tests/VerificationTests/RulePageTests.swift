import ByteIO
import TestSupport
import Testing
import Verification

@Suite("Rules are their checks and their pages in docs/rules")
struct RulePageTests {
    private static let pages = Check.all.compactMap { Check.page(of: $0.rule) }
    private static let repository = Fixtures.folder + "/.."

    private static func document(_ path: String) -> String {
        String(decoding: bytes(ofFile: "\(repository)/\(path)"), as: UTF8.self)
    }

    @Test("Rules are in the order of their numbers, and no number and no id occurs twice")
    func unique() {
        let numbers = Rule.all.map(\.number)
        #expect(numbers == numbers.sorted())
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(Rule.all.map(\.name)).count == numbers.count)
    }

    @Test("Each rule has a page and each page a rule")
    func complete() throws {
        let names = try Folder.names(in: Self.repository + "/docs/rules")
        #expect(names.sorted() == Rule.all.map { "\($0.number).md" })
    }

    @Test("A page is laid out as all are, and its front matter is its rule's", arguments: Rule.all)
    func frontMatter(rule: Rule) throws {
        let page = try #require(Check.page(of: rule), "front matter, title, four headings in order")
        #expect(page.number == rule.number)
        #expect(page.name == rule.name)
        #expect(page.severity == rule.severity)
        #expect(page.needs == rule.needs)
        #expect(page.title.count <= 60)
        #expect(page.title.last?.isPunctuation == false)
        #expect(page.title.first?.isLowercase == false || page.title.contains(/^(config\.json|num_labels)/))
    }

    @Test("A document that is not laid out so is no page")
    func refused() {
        let text = Self.document("docs/rules/BC101.md")
        #expect(RulePage(Array(text.utf8)) != nil)
        for (part, other) in [
            ("number: BC101\nid", "id"), ("severity: error", "severity: high"), ("needs: headers", "needs: luck"),
            ("## Example", "## Examples"), ("## How to fix it", "## How to fix it\n\n## More"), ("# A", "A"),
            ("## What it checks\n\n", "## What it checks\n"),
        ] {
            let changed = text.replacing(part, with: other, maxReplacements: 1)
            #expect(changed != text)
            #expect(RulePage(Array(changed.utf8)) == nil, "\(other)")
        }
    }

    @Test("Lines are at most 120 columns, 88 where they are prose, and 118 in an example, which explain indents")
    func width() {
        for rule in Rule.all {
            let text = Self.document("docs/rules/\(rule.number).md")
            for line in text.lines {
                #expect(line.count <= 120, "\(rule.number): \(line)")
                #expect(line.last?.isWhitespace != true, "\(rule.number): \(line)")
                #expect(!line.contains("\t"), "\(rule.number): \(line)")
            }
        }
        for page in Self.pages {
            for line in page[.example].lines { #expect(line.count <= 118, "\(page.number): \(line)") }
            for line in page.prose where line.contains(" ") {
                #expect(line.count <= 88, "\(page.number): \(line)")
            }
        }
    }

    @Test("For a terminal, fences are gone and code is to the right of the prose")
    func plain() throws {
        let page = try #require(Rule("BC105").flatMap(Check.page))
        #expect(page.plain(.remedy).contains("\n    bertconv convert model/ fixed/ --to safetensors\n"))
        #expect(page.plain(.example).hasPrefix("$ bertconv verify model/\n"))
        for page in Self.pages {
            for section in RulePage.Section.allCases { #expect(!page.plain(section).contains("```")) }
        }
    }

    @Test("Every number that a page mentions is a rule's, and the findings of an example include its own rule's")
    func mentions() {
        let known = Set(Rule.all.map(\.number))
        for page in Self.pages {
            for section in RulePage.Section.allCases {
                for match in page[section].matches(of: /BC[0-9]+/) {
                    #expect(known.contains(String(match.output)), "\(page.number) mentions \(match.output)")
                }
            }
            #expect(page[.example].contains("[\(page.number)]: "), "\(page.number)")
        }
    }

    @Test("The commands that pages name are those of bertconv")
    func commands() {
        let known: Set = ["convert", "verify", "inspect", "diff", "digest", "init", "explain", "probe"]
        for page in Self.pages {
            for section in RulePage.Section.allCases {
                for match in page.plain(section).matches(of: /(?:\$ |    |`)bertconv ([a-z]+)/) {
                    #expect(known.contains(String(match.output.1)), "\(page.number): \(match.output.0)")
                }
            }
        }
    }

    @Test("Fences and backticks come in pairs, and there is no other markup than what explain shows as it is")
    func markdown() {
        for page in Self.pages {
            for section in RulePage.Section.allCases {
                let fences = page[section].lines.filter { $0.hasPrefix("```") }
                #expect(fences.count.isMultiple(of: 2), "\(page.number)")
                #expect(fences.indices.allSatisfy { (fences[$0] == "```") == !$0.isMultiple(of: 2) }, "\(page.number)")
            }
            let prose = page.prose.joined(separator: "\n")
            #expect(prose.count { $0 == "`" }.isMultiple(of: 2), "\(page.number)")
            #expect(!prose.contains("]("), "\(page.number)")
        }
    }

    @Test("Rules of values, and no others, say that --headers-only leaves them out")
    func headersOnly() {
        for rule in Rule.all where rule.needs == .values {
            #expect(Check.page(of: rule)?[.checks].contains("--headers-only") == true, "\(rule.number)")
        }
        let others = Rule.all.filter {
            $0.needs == .headers && Check.page(of: $0)?[.checks].contains("--headers") == true
        }
        #expect(others.map(\.number) == ["BC104", "BC111", "BC602"])
    }

    @Test("Rules that stand for a check that could not be made say which exit status that gives")
    func exitStatus() {
        let pages = Self.pages.filter { $0[.checks].replacing("\n", with: " ").contains("exit status is 2") }
        #expect(pages.map(\.number) == ["BC306", "BC601", "BC602", "BC603", "BC705", "BC804"])
    }

    @Test("No page advises to load a file that may run code")
    func nobodyIsToldToLoad() {
        for page in Self.pages {
            for section in RulePage.Section.allCases { #expect(!page[section].contains("where you trust it")) }
        }
    }

    @Test("docs/rules.md lists the rules as the program knows them")
    func index() {
        let rows = Rule.all.map { rule in
            "| [\(rule.number)] | `\(rule.name)` | \(rule.severity) | \(rule.needs) | "
                + "\(Check.page(of: rule)?.title ?? "") |"
        }
        let lines = Self.document("docs/rules.md").lines.map(String.init)
        #expect(lines.filter { $0.hasPrefix("| [BC") } == rows)
        let links = Rule.all.map { "[\($0.number)]: rules/\($0.number).md" }
        #expect(lines.filter { $0.hasPrefix("[BC") } == links)
    }

    @Test("README's table has a row for each hundred of rules, from its first to its last")
    func families() {
        let families = Dictionary(grouping: Rule.all.map(\.number)) { $0.prefix(3) }.values
        let ranges = families.map { numbers in
            let last = numbers.max().map { String($0.dropFirst(2)) } ?? ""
            return "| \(numbers.min() ?? "")–\(last) |"
        }
        let listed = Self.document("README.md").lines.filter { $0.hasPrefix("| BC") }
        #expect(
            listed.compactMap { $0.firstMatch(of: /^\| BC[0-9]+–[0-9]+ \|/)?.output }.map(String.init)
                == ranges.sorted())
    }
}

extension RulePage {
    /// The lines of paragraphs.
    fileprivate var prose: [Substring] {
        var isCode = false
        return [Section.checks, .harm, .remedy].flatMap { self[$0].lines }.filter { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode && !line.hasPrefix("```")
        }
    }
}

extension String {
    fileprivate var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }
}
