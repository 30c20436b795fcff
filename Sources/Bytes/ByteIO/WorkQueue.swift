internal import Synchronization

/// Items of work in their order; several workers each take the next one when they are done with one.
package final class WorkQueue<Item: Sendable>: Sendable {
    private let items: [Item]
    private let state = Mutex(State())

    private struct State {
        var next = 0
        var isStopped = false
        /// Bytes that other workers were done with and that nobody was told of yet.
        var untold = 0
    }

    package init(_ items: [Item]) {
        self.items = items
    }

    /// The next item and its place in the order; nil when none is left or the work was stopped.
    package func next() -> (index: Int, item: Item)? {
        state.withLock { state in
            guard state.next < items.count, !state.isStopped else { return nil }
            defer { state.next += 1 }
            return (state.next, items[state.next])
        }
    }

    /// Hands out no further item.
    ///
    /// All before those that were handed out are handed out too: the first of several faults is always found.
    package func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// Lets `workerCount` workers at most work until no item is left.
    ///
    /// - Parameters:
    ///   - progress: called by the caller's own worker with the bytes that all are done with since the last call.
    ///   - work: what a worker does; it tells the bytes that it is done with.
    /// - Returns: what the workers return, in no order.
    package func work<Outcome: Sendable>(
        workerCount: Int, progress: (Int) -> Void,
        _ work: @Sendable @escaping (_ tell: (Int) -> Void) -> [Outcome]
    ) async -> [Outcome] {
        await withTaskGroup(of: [Outcome].self) { group in
            for _ in 1..<max(1, min(workerCount, items.count)) {
                group.addTask { work { byteCount in self.state.withLock { $0.untold += byteCount } } }
            }
            var outcomes = work { progress($0 + self.takeUntold()) }
            for await others in group { outcomes += others }
            let rest = takeUntold()
            if rest > 0 { progress(rest) }
            return outcomes
        }
    }

    private func takeUntold() -> Int {
        state.withLock { state in
            defer { state.untold = 0 }
            return state.untold
        }
    }
}
