import Glibc
import TestSupport
import Testing

/// Signals from outside, at moments that nothing in the program knows of.
@Suite("Killed at random", .slow, .enabled(if: FaultShim.isThere, "needs clang"))
struct KilledAtRandomTests {
    private static let signals = [SIGTERM, SIGINT, SIGHUP, SIGKILL]
    private static let tries = 16
    /// So many must hit it in the middle, by the number of calls that had been made; until then there are more tries.
    private static let middleTries = 6
    private static let mostTries = 400

    /// A generator with a seed, so that a failure can be seen again: SplitMix64.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Each call takes a millisecond longer, so that the signal comes somewhere between two of them.
    @Test(
        "Old or new is there, whole; nothing is hidden after a signal that can be handled; the next run cleans up",
        arguments: FaultScenario.Kind.allCases)
    func random(kind: FaultScenario.Kind) throws {
        var generator = Seeded(state: UInt64(kind.hashOfName))
        let scenario = try FaultScenario(kind, hasNoNameless: kind.hashOfName % 2 == 0)
        let slow = InjectedFault(delay: 1_000)
        let total = try scenario.count(FaultShim.calls)
        var middle = 0
        for attempt in 0..<Self.mostTries where attempt < Self.tries || middle < Self.middleTries {
            let signal = Self.signals[attempt % Self.signals.count]
            let calls = Int.random(in: 0..<total, using: &generator)
            let outcome = try scenario.run(slow, signal: (signal, calls))
            let comment =
                "\(kind), signal \(signal) after \(calls), then \(outcome.calls) of \(total) calls: "
                + "status \(outcome.status)"
            if outcome.status != 0, (1..<total).contains(outcome.calls) { middle += 1 }
            #expect(outcome.status == 128 + signal || outcome.status == 0, "\(comment)")
            let isNew = (outcome.visible == scenario.after) as Bool
            let isOld = (outcome.visible == scenario.before) as Bool
            if outcome.status == 0 { #expect(isNew, "\(comment)") }
            if signal != SIGKILL {
                #expect((outcome.tree == outcome.visible) as Bool, "\(comment): \(outcome.tree.keys.sorted())")
                #expect(isNew || isOld, "\(comment): \(outcome.tree.keys.sorted())")
            } else if isNew || isOld || kind == .shardsReplaced || kind == .shardsForFile {
                scenario.expectCleanedByNextRun(comment)
            }
        }
        #expect(middle >= Self.middleTries, "\(kind): only \(middle) of \(Self.mostTries) were hit in the middle")
    }
}

extension FaultScenario.Kind {
    /// The same in every run.
    fileprivate var hashOfName: Int { rawValue.utf8.reduce(7) { $0 * 31 % 65_537 + Int($1) } }
}
