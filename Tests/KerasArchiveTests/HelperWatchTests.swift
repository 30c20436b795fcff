import ByteIO
import Glibc
import Synchronization
import Tensors
import TestSupport
import Testing

@testable import KerasArchive

/// The watch is given what it sees, so that no test depends on a clock; only how a real helper ends is left to the system.
@Suite("A helper that hangs is told from one that is slow")
struct HelperWatchTests {
    /// What the watch reads, look by look; the last again and again.
    private final class Readings: Sendable {
        private let readings: [Duration?]
        private let next = Atomic<Int>(0)

        init(_ readings: [Duration?]) { self.readings = readings }

        var lookCount: Int { next.load(ordering: .relaxed) }

        func read() -> Duration? {
            readings[min(next.wrappingAdd(1, ordering: .relaxed).oldValue, readings.count - 1)]
        }
    }

    /// Milliseconds of processor time that the helper has used at each look.
    private static func watch(_ milliseconds: [Int?], idleLooks: Int = .max, looks: Int = 1_000) -> (
        hang: HelperWatch.Hang, lookCount: Int
    ) {
        let readings = Readings(milliseconds.map { $0.map { .milliseconds($0) } })
        var watch = HelperWatch(
            interval: .nanoseconds(1), idleLooks: idleLooks, looks: looks, processorTime: { _ in readings.read() })
        while true {
            if let hang = watch.look(at: getpid()) { return (hang, readings.lookCount) }
        }
    }

    @Test("One that has used nothing for so many looks in a row hangs")
    func idle() throws {
        let (hang, lookCount) = Self.watch([5, 7, 7, 7, 8, 8, 8, 8], idleLooks: 3)
        #expect(hang == .idle(.nanoseconds(3)))
        #expect(lookCount == 8)
    }

    @Test("One that used a nanosecond between two looks is at work, however long it takes")
    func slow() throws {
        let (hang, lookCount) = Self.watch(Array(0..<900) + [900], idleLooks: 2)
        #expect(hang == .idle(.nanoseconds(2)))
        #expect(lookCount == 903)
    }

    @Test("One that does a little now and then is ended when there were so many looks in all")
    func endless() throws {
        let (hang, lookCount) = Self.watch(Array(0..<2_000), idleLooks: 2)
        #expect(hang == .endless(.nanoseconds(1_000)))
        #expect(lookCount == 1_000)
    }

    @Test("Where the system does not tell the processor time, only the looks in all count")
    func unknown() throws {
        #expect(Self.watch([nil], idleLooks: 2, looks: 10).hang == .endless(.nanoseconds(10)))
        #expect(Self.watch([3, nil, 3, nil], idleLooks: 1, looks: 10).hang == .endless(.nanoseconds(10)))
    }

    @Test("The processor time of a process is read: it grows while it computes; none is told of one that is not there")
    func reading() throws {
        let first = try #require(HelperWatch.processorTime(of: getpid()))
        while try #require(HelperWatch.processorTime(of: getpid())) <= first {}
        #expect(HelperWatch.processorTime(of: 0x0FFF_FFFF) == nil)
    }

    @Test(
        "A helper that waits for ever is ended, whether it listens to signals or not",
        arguments: ["exec sleep 86400", "trap '' TERM INT HUP; exec sleep 86400"])
    func waiting(script: String) throws {
        let error = try Self.fault(ofScript: script, HelperWatch(interval: .milliseconds(1), idleLooks: 20))
        #expect(error?.code == .hdf5Time)
        #expect(error?.reason.contains("did nothing for") == true)
        #expect(error?.remedy?.contains("disk") == true)
    }

    @Test("A helper that computes for ever, beyond what its cage allows, is ended after the last look")
    func computing() throws {
        let error = try Self.fault(
            ofScript: "trap '' TERM INT HUP; while :; do :; done", HelperWatch(interval: .milliseconds(1), looks: 20))
        #expect(error?.code == .hdf5Time)
        #expect(error?.reason.contains("did not finish") == true)
    }

    @Test("A helper that is slow, but works, is waited for: not a second that it takes counts against it")
    func working() throws {
        let helper = try FakeHelper(
            script: "sleep 0.1; echo '{\"fileSize\":1000,\"objects\":[\(Listed.group("/", ("layer_names", [])))]}'")
        let used = Atomic<Int>(0)
        let watch = HelperWatch(
            interval: .microseconds(10), idleLooks: 1, looks: .max,
            processorTime: { _ in .nanoseconds(used.wrappingAdd(1, ordering: .relaxed).newValue) })
        #expect(try helper.read(watch: watch).table.count == 0)
    }

    private static func fault(ofScript script: String, _ watch: HelperWatch) throws -> Fault? {
        let helper = try FakeHelper(script: script)
        let error = KerasArchiveTests.fault { () throws(Fault) in _ = try helper.read(watch: watch) }
        #expect(error?.file == helper.file.path)
        #expect(helper.leftovers.isEmpty)
        return error
    }
}
