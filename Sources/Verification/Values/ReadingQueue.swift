internal import ByteIO
internal import Synchronization
internal import Tensors

/// A tensor that is to be read.
struct ReadingTask: Sendable {
    let entry: TensorEntry
    let subject: TensorSubject
}

/// What came of reading it.
struct TensorReading: Sendable {
    let outcome: Result<TensorValues, Fault>
}

/// The tensors that are still to be read, for as many workers as take part.
final class ReadingQueue: Sendable {
    private let tasks: [ReadingTask]
    private let state = Mutex(State())

    private struct State {
        var next = 0
        /// Bytes that were read and not yet told.
        var untold = 0
    }

    init(_ tasks: [ReadingTask]) {
        self.tasks = tasks
    }

    /// Reads tensors until none is left.
    ///
    /// - Parameter progress: called with the bytes that all workers have read since its last call.
    /// - Returns: what came of each, by name.
    func work(progress: (Int) -> Void) -> [String: TensorReading] {
        var reader = TensorReader()
        var readings: [String: TensorReading] = [:]
        while let task = take() {
            let outcome: Result<TensorValues, Fault>
            do throws(Fault) {
                outcome = .success(try reader.read(task.entry, task.subject))
            } catch {
                outcome = .failure(error)
            }
            readings[task.entry.name] = TensorReading(outcome: outcome)
            progress(finish(task.entry.byteCount))
        }
        return readings
    }

    private func take() -> ReadingTask? {
        state.withLock { state in
            guard state.next < tasks.count else { return nil }
            defer { state.next += 1 }
            return tasks[state.next]
        }
    }

    private func finish(_ byteCount: Int) -> Int {
        state.withLock { state in
            state.untold += byteCount
            defer { state.untold = 0 }
            return state.untold
        }
    }
}
