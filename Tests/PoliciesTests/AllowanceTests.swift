import ByteIO
import Policies
import Testing
import Verification

@Suite("--allow")
struct AllowanceTests {
    @Test("A rule by number or name, alone or with a pattern")
    func parsed() throws {
        let whole = try Allowance("BC203")
        #expect(whole.rule == .buffer)
        #expect(whole.subjects == nil)
        let part = try Allowance("missing-parameter=bert.pooler.*")
        #expect(part.rule == .missingParameter)
        #expect(part.subjects?.pattern == "bert.pooler.*")
    }

    @Test("Only the first '=' ends the rule")
    func equals() throws {
        #expect(try Allowance("BC101=a=b").subjects?.pattern == "a=b")
    }

    @Test(
        "What names no rule or no pattern is refused",
        arguments: [
            ("", Fault.Code.policyAllowance), ("BC999", .policyAllowance), ("=a", .policyAllowance),
            ("BC101=", .policyAllowance), ("BC101:a", .policyAllowance), (" BC101", .policyAllowance),
            ("BC101=a{b", .policyGlob),
        ])
    func refused(text: String, code: Fault.Code) throws {
        let fault = try #require(throws: Fault.self) { try Allowance(text) }
        #expect(fault.code == code)
        #expect(fault.remedy != nil)
    }
}
