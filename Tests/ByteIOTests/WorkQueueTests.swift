internal import ByteIO
internal import Glibc
internal import Synchronization
internal import Testing

@Suite("Work on several threads")
struct WorkQueueTests {
    private struct Failed: Error, Equatable {
        let index: Int
    }

    @Test("Every item is worked on once, and the results come in their order", arguments: [1, 2, 4, 9])
    func once(workers: Int) {
        var told = 0
        var results: [Int] = []
        WorkQueue(Array(0..<1000), workers: workers).run(
            worker: {},
            work: { (_, item, tell) in
                tell(item)
                return item * 2
            },
            progress: { told += $0 }, take: { results.append($0) })
        #expect(results == (0..<1000).map { $0 * 2 })
        #expect(told == 999 * 500, "progress counts the work of all")
    }

    @Test("No item, no work", arguments: [1, 4])
    func empty(workers: Int) {
        WorkQueue([Int](), workers: workers).run(
            worker: {}, work: { (_, item, _) in item }, take: { _ in Issue.record("nothing was to be done") })
    }

    /// Ends only where all are worked on at a time: each waits for all others to have begun.
    @Test("So many items are worked on at a time, however few processors there are")
    func atATime() {
        let count = 16
        let begun = Atomic(0)
        var results: [Int] = []
        WorkQueue(Array(0..<count), workers: count).run(
            worker: {},
            work: { (_, item, _) in
                begun.add(1, ordering: .relaxed)
                while begun.load(ordering: .relaxed) < count { usleep(1_000) }
                return item
            }, take: { results.append($0) })
        #expect(results == Array(0..<count))
    }

    @Test("A worker keeps what it uses from one item to the next")
    func worker() {
        var uses: [Int] = []
        WorkQueue(Array(0..<100), workers: 3).run(
            worker: { 0 },
            work: { (used: inout Int, _, _) in
                used += 1
                return used
            }, take: { uses.append($0) })
        #expect(uses.count { $0 == 1 } <= 3)
        #expect(uses.count == 100)
    }

    @Test("The first failure is thrown, what is before it is taken, and no item is begun for long", arguments: [1, 4])
    func failure(workers: Int) {
        let begun = Atomic(0)
        var results: [Int] = []
        let work = { @Sendable (_: inout Void, item: Int, _: (Int) -> Void) throws(Failed) -> Int in
            begun.add(1, ordering: .relaxed)
            if item >= 100 { throw Failed(index: item) }
            return item
        }
        #expect(throws: Failed(index: 100)) {
            try WorkQueue(Array(0..<100_000), workers: workers).run(
                worker: {}, work: work, take: { (item) throws(Failed) in results.append(item) })
        }
        #expect(results == Array(0..<100))
        #expect(begun.load(ordering: .relaxed) < 100_000)
    }

    @Test("When a result cannot be taken, that is thrown and the work stops", arguments: [1, 4])
    func refused(workers: Int) {
        let begun = Atomic(0)
        let work = { @Sendable (_: inout Void, item: Int, _: (Int) -> Void) throws(Failed) -> Int in
            begun.add(1, ordering: .relaxed)
            return item
        }
        #expect(throws: Failed(index: 7)) {
            try WorkQueue(Array(0..<100_000), workers: workers, waiting: 10).run(
                worker: {}, work: work, take: { (item) throws(Failed) in if item == 7 { throw Failed(index: item) } })
        }
        #expect(begun.load(ordering: .relaxed) <= 8 + workers + 10)
    }

    /// The first item ends only when no other one can be begun.
    @Test("No more results wait for one before them than may", arguments: [0, 1, 5])
    func waiting(limit: Int) {
        let workers = 3
        let begun = Atomic(0)
        let most = Atomic(0)
        WorkQueue(Array(0..<100), workers: workers, waiting: limit).run(
            worker: {},
            work: { (_, item, _) in
                let count = begun.add(1, ordering: .relaxed).newValue
                if item == 0 {
                    while begun.load(ordering: .relaxed) < workers + limit { usleep(1_000) }
                    for _ in 0..<20 { usleep(1_000) }
                    most.store(begun.load(ordering: .relaxed), ordering: .relaxed)
                }
                return count
            }, take: { _ in })
        #expect(most.load(ordering: .relaxed) == workers + limit)
        #expect(begun.load(ordering: .relaxed) == 100)
    }
}
