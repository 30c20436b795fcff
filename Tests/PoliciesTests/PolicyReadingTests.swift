import ByteIO
import Policies
import TestSupport
import Testing
import Verification

@Suite("A policy that is read")
struct PolicyReadingTests {
    @Test("Every key of an entry")
    func everything() throws {
        let entry = try PolicyText(rest: [
            "models: [team/*]", "parameters: ['bert.pooler.*', x]", "expires: 2027-03-01",
        ]).entry
        #expect(entry.models?.patterns.map(\.pattern) == ["team/*"])
        #expect(entry.rule == .missingParameter)
        #expect(entry.action == .allow)
        #expect(entry.parameters?.map(\.pattern) == ["bert.pooler.*", "x"])
        #expect(entry.reason == "our service uses mean pooling")
        #expect(entry.expires?.description == "2027-03-01")
        #expect(entry.line == 3)
    }

    @Test("Patterns and a day may be left out")
    func optional() throws {
        let entry = try PolicyText().entry
        #expect(entry.models == nil)
        #expect(entry.parameters == nil)
        #expect(entry.expires == nil)
    }

    @Test(
        "A rule is named by its number or its name",
        arguments: ["BC203", "bc203", "buffer", "'BC203'", "\"buffer\""])
    func rules(rule: String) throws {
        #expect(try PolicyText(rule: rule).entry.rule == .buffer)
    }

    @Test("The actions are allow, warn and deny", arguments: Policy.Action.allCases)
    func actions(action: Policy.Action) throws {
        #expect(try PolicyText(action: action.rawValue).entry.action == action)
    }

    @Test("A reason of several lines is one sentence")
    func longReason() throws {
        let entry = try PolicyText(reason: ">-\n      our service\n      uses   mean\n\n      pooling").entry
        #expect(entry.reason == "our service uses mean pooling")
    }

    @Test(
        "A reason may speak of a to-do list, and of numbers",
        arguments: ["Todo lists are classified", "12 layers are enough", "'2026'"])
    func harmlessReasons(reason: String) throws {
        #expect(try !PolicyText(reason: reason).entry.reason.isEmpty)
    }

    @Test("A day may stand in quotes")
    func quotedDay() throws {
        #expect(try PolicyText(rest: ["expires: '2028-02-29'"]).entry.expires?.description == "2028-02-29")
    }

    @Test("Entries keep their order and know their lines, and there may be none")
    func order() throws {
        let policy = try Policy.entries([("BC101", .allow, []), ("BC102", .warn, ["a"]), ("BC101", .deny, [])])
        #expect(policy.entries.map(\.line) == [3, 8, 13])
        #expect(policy.entries.map(\.rule.number) == ["BC101", "BC102", "BC101"])
        #expect(try PolicyText.read("version: 1\nentries: []\n").entries.isEmpty)
    }

    @Test("A file of the largest size is read, one of a byte more is not", .slow)
    func size() throws {
        let folder = TemporaryFolder()
        let text = PolicyText().text
        let fill = String(repeating: "#", count: PolicyLimits.policyBytes - text.utf8.count)
        let path = folder.write(text + fill, to: "policy.yml")
        #expect(try Policy(path: path).entries.count == 1)
        let fault = try #require(throws: Fault.self) {
            try Policy(path: folder.write(text + fill + "#", to: "large.yml"))
        }
        #expect(fault.code == .policySize)
        #expect(fault.file == folder.file("large.yml"))
    }

    @Test("A file that is not there is a fault of the file")
    func missing() throws {
        let fault = try #require(throws: Fault.self) { try Policy(path: TemporaryFolder().file("policy.yml")) }
        #expect(fault.code == .fileMissing)
    }
}
