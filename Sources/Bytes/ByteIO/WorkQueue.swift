/// Items that several threads work on at a time; the results come in the order of the items.
package struct WorkQueue<Item: Sendable>: Sendable {
    private let items: [Item]
    private let workerCount: Int
    private let waitingLimit: Int

    /// - Parameters:
    ///   - workers: how many items are worked on at a time.
    ///   - waiting: how many results may wait because one before them is not there yet.
    package init(_ items: [Item], workers: Int, waiting: Int = .max) {
        self.items = items
        workerCount = min(workers, items.count)
        waitingLimit = waiting
    }

    /// Works on all items: a single worker on the thread of the caller, several on threads of their own.
    ///
    /// - Parameters:
    ///   - worker: makes what one worker uses for one item after the other.
    ///   - work: what is done with an item; it tells the bytes that it is done with.
    ///   - progress: called on the thread of the caller with the bytes that all are done with since the last call.
    ///   - take: called on the thread of the caller with each result.
    /// - Throws: the failure of the first item that failed, or that of `take`. No item is begun after it.
    package func run<Worker: ~Copyable, Outcome: Sendable, Failure: Error>(
        worker: @escaping @Sendable () -> Worker,
        work: @escaping @Sendable (inout Worker, Item, _ tell: (Int) -> Void) throws(Failure) -> Outcome,
        progress: (Int) -> Void = { _ in }, take: (Outcome) throws(Failure) -> Void
    ) throws(Failure) {
        let board = Monitor(
            Board<Outcome, Failure>(itemCount: items.count, workerCount: workerCount, waitingLimit: waitingLimit))
        let threads = startThreads { [items] in
            var worker = worker()
            while case .item(let index) = board.wait(for: { $0.nextItem() }) {
                let result = Result { () throws(Failure) in
                    try work(&worker, items[index]) { byteCount in board.change { $0.untold += byteCount } }
                }
                board.change { $0.finish(index, result) }
            }
        }
        defer {
            board.change { $0.isStopped = true }
            for thread in threads { thread.join() }
        }
        guard !threads.isEmpty else {
            var worker = worker()
            for item in items { try take(try work(&worker, item, progress)) }
            return
        }
        while true {
            switch board.wait(for: { $0.nextNews() }) {
            case .progress(let byteCount): progress(byteCount)
            case .result(let result): try take(try result.get())
            case .end: return
            }
        }
    }

    /// Fewer than there are workers, or none, where the system allows no more.
    private func startThreads(_ body: @escaping @Sendable () -> Void) -> [Thread] {
        workerCount > 1 ? (0..<workerCount).compactMap { _ in Thread(body) } : []
    }
}

/// What the workers of a queue and its caller tell each other.
private struct Board<Outcome: Sendable, Failure: Error> {
    private let itemCount: Int
    private let workerCount: Int
    private let waitingLimit: Int
    /// How many items were handed out, and how many results the caller has.
    private var begun = 0
    private var taken = 0
    private var results: [Int: Result<Outcome, Failure>] = [:]
    /// Bytes that workers are done with and that the caller was not told of yet.
    var untold = 0
    var isStopped = false

    init(itemCount: Int, workerCount: Int, waitingLimit: Int) {
        self.itemCount = itemCount
        self.workerCount = workerCount
        self.waitingLimit = waitingLimit
    }

    enum Order {
        case item(Int)
        case end
    }

    /// What a worker does next; nil while too many results wait.
    mutating func nextItem() -> Order? {
        guard begun < itemCount, !isStopped else { return .end }
        guard begun - taken - workerCount < waitingLimit else { return nil }
        begun += 1
        return .item(begun - 1)
    }

    /// Takes the result of an item.
    ///
    /// After a failure no item is handed out; all before it were, so that the first failure is always found.
    mutating func finish(_ index: Int, _ result: Result<Outcome, Failure>) {
        results[index] = result
        if case .failure = result { isStopped = true }
    }

    enum News {
        case progress(Int)
        case result(Result<Outcome, Failure>)
        case end
    }

    /// What the caller hears next; nil while there is nothing new.
    mutating func nextNews() -> News? {
        guard untold == 0 else {
            defer { untold = 0 }
            return .progress(untold)
        }
        guard taken < itemCount else { return .end }
        guard let result = results.removeValue(forKey: taken) else { return nil }
        taken += 1
        return .result(result)
    }
}
