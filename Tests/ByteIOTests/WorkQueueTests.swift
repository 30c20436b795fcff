internal import ByteIO
internal import Synchronization
internal import Testing

@Suite("Work on several processors")
struct WorkQueueTests {
    private static let unheard: @Sendable (Int) -> Void = { _ in }

    @Test("Every item is worked on once, whoever takes it", arguments: [1, 2, 4, 9])
    func once(workerCount: Int) async {
        let queue = WorkQueue(Array(0..<1000))
        var told = 0
        let hear = { (count: Int) in told += count }
        let done = await queue.work(workerCount: workerCount, progress: hear) { tell in
            var done: [Int] = []
            while let (index, item) = queue.next() {
                #expect(index == item)
                done.append(item)
                tell(item)
            }
            return done
        }
        #expect(done.sorted() == Array(0..<1000))
        #expect(told == 999 * 500, "progress counts the work of all")
    }

    @Test("No item, no work; the caller's own worker still runs")
    func empty() async {
        let queue = WorkQueue([Int]())
        let done = await queue.work(workerCount: 4, progress: Self.unheard) { _ in [queue.next() == nil] }
        #expect(done == [true])
    }

    @Test("After a stop nothing is handed out, and all before the last item was: the first fault is always found")
    func stop() async {
        let queue = WorkQueue(Array(0..<1000))
        let taken = await queue.work(workerCount: 4, progress: Self.unheard) { _ in
            var taken: [Int] = []
            while let (index, _) = queue.next() {
                taken.append(index)
                if index == 100 { queue.stop() }
            }
            return taken
        }
        #expect(Set(taken).isSuperset(of: 0...100))
        #expect(taken.count < 1000)
        #expect(taken.sorted() == Array(0..<taken.count))
    }
}
