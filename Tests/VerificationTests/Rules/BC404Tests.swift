import ByteIO
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC404 lost-in-type: TensorFlow makes float32 of everything")
struct BC404Tests {
    @Test("Values of float64 that vanish in float32 are an error; the rest is none")
    func vanished() async throws {
        let verified = try await Verified(damage: "h5-values-that-vanish", .values)
        let finding = try verified.finding(of: .lostInType)
        #expect(finding.severity == .error)
        #expect(finding.subject.hasSuffix("attention/self/query/kernel:0"))
        #expect(finding.message.contains("all become 0"))
        #expect(!finding.help.contains("config.json"))
        #expect(try await Verified(damage: "h5-healthy", .values).findings(of: .lostInType).isEmpty)
    }
}
