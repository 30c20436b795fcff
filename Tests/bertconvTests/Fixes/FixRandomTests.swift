import TestSupport
import Testing

/// Guards `fix` and `--fix` where several things are wrong at once.
@Suite("Commands that verify prints for random damage", .slow)
struct FixRandomTests {
    @Test("Prefixes, containers, tensors and configurations at once", arguments: Array(0..<12).sampled())
    func damage(block: Int) throws {
        for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
            let damage = try RandomDamage(seed: seed)
            let title = "seed \(seed): \(damage.history.joined(separator: ", "))"
            let name = FixProof.names[Int(seed) % FixProof.names.count]
            let outcome = try FixProof(copying: damage.path, as: name).outcome(title)
            guard let reference = damage.reference else { continue }
            if damage.isWrapped { #expect(outcome.before.commands.count == 1, "\(title)") }
            if let written = outcome.written.first, outcome.isWhole {
                #expect((written == reference) as Bool, "\(title)")
            }
        }
    }
}
