/// Items that several threads process; the results come in the order of the items.
package struct WorkQueue<Item: Sendable>: Sendable {
    private let items: [Item]
    private let workerCount: Int
    private let waitingLimit: Int

    /// - Parameters:
    ///   - workers: how many items are processed at a time.
    ///   - waiting: how many results may wait for the result of an earlier item.
    package init(_ items: [Item], workers: Int, waiting: Int = .max) {
        self.items = items
        workerCount = min(workers, items.count)
        waitingLimit = waiting
    }

    /// Processes all items: a single worker on the thread of the caller, several on threads of their own.
    ///
    /// - Parameters:
    ///   - worker: creates what one worker uses for all its items.
    ///   - work: processes an item, and reports the bytes that it has processed.
    ///   - progress: called on the thread of the caller with the bytes that all workers have reported since the last
    ///     call.
    ///   - take: called on the thread of the caller with each result.
    /// - Throws: the error of the first item that failed, or that of `take`. No item is begun after that.
    package func run<Worker: ~Copyable, Outcome: Sendable, Failure: Error>(
        worker: @escaping @Sendable () -> Worker,
        work: @escaping @Sendable (inout Worker, Item, _ report: (Int) -> Void) throws(Failure) -> Outcome,
        progress: (Int) -> Void = { _ in }, take: (Outcome) throws(Failure) -> Void
    ) throws(Failure) {
        let state = Monitor(
            State<Outcome, Failure>(itemCount: items.count, workerCount: workerCount, waitingLimit: waitingLimit))
        let threads = startThreads { [items] in
            var worker = worker()
            while case .item(let index) = state.wait(for: { $0.nextItem() }) {
                let result = Result { () throws(Failure) in
                    try work(&worker, items[index]) { byteCount in state.change { $0.unreportedByteCount += byteCount }
                    }
                }
                state.change { $0.finish(index, result) }
            }
        }
        defer {
            state.change { $0.isStopped = true }
            for thread in threads { thread.join() }
        }
        guard !threads.isEmpty else {
            var worker = worker()
            for item in items { try take(try work(&worker, item, progress)) }
            return
        }
        while true {
            switch state.wait(for: { $0.nextEvent() }) {
            case .progress(let byteCount): progress(byteCount)
            case .result(let result): try take(try result.get())
            case .end: return
            }
        }
    }

    /// Starts a thread for each worker, fewer where the system allows no more; none for a single worker.
    private func startThreads(_ body: @escaping @Sendable () -> Void) -> [Thread] {
        workerCount > 1 ? (0..<workerCount).compactMap { _ in Thread(body) } : []
    }
}

/// The state that the workers of a queue share with its caller.
private struct State<Outcome: Sendable, Failure: Error> {
    private let itemCount: Int
    private let workerCount: Int
    private let waitingLimit: Int
    /// How many items workers have begun, and how many results the caller has taken.
    private var begun = 0
    private var taken = 0
    private var results: [Int: Result<Outcome, Failure>] = [:]
    /// Bytes that workers have reported and the caller has not received yet.
    var unreportedByteCount = 0
    var isStopped = false

    init(itemCount: Int, workerCount: Int, waitingLimit: Int) {
        self.itemCount = itemCount
        self.workerCount = workerCount
        self.waitingLimit = waitingLimit
    }

    enum Task {
        case item(Int)
        case end
    }

    /// What a worker does next; nil while too many results wait.
    mutating func nextItem() -> Task? {
        guard begun < itemCount, !isStopped else { return .end }
        guard begun - taken - workerCount < waitingLimit else { return nil }
        begun += 1
        return .item(begun - 1)
    }

    /// Adds the result of an item.
    ///
    /// After a failure no further item is begun. All earlier items were begun, so the first failure is always found.
    mutating func finish(_ index: Int, _ result: Result<Outcome, Failure>) {
        results[index] = result
        if case .failure = result { isStopped = true }
    }

    enum Event {
        case progress(Int)
        case result(Result<Outcome, Failure>)
        case end
    }

    /// What the caller gets next; nil while there is nothing new.
    mutating func nextEvent() -> Event? {
        guard unreportedByteCount == 0 else {
            defer { unreportedByteCount = 0 }
            return .progress(unreportedByteCount)
        }
        guard taken < itemCount else { return .end }
        guard let result = results.removeValue(forKey: taken) else { return nil }
        taken += 1
        return .result(result)
    }
}
