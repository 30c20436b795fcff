import Glibc
import Synchronization

/// Runs an asynchronous reader, with all its child tasks, on the thread that waits for it: libFuzzer is not
/// asynchronous, and an input that crashes should crash the same way again.
final class OneThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// What `body` gives, once it has ended.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        let thread = OneThread()
        let result = Result<Value>()
        Task(executorPreference: thread) {
            let value = await body()
            result.value.withLock { $0 = value }
        }
        while true {
            if let job = thread.jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                unsafe job.runSynchronously(on: thread.asUnownedTaskExecutor())
            } else if let value = result.value.withLock(\.self) {
                return value
            } else {
                usleep(100)
            }
        }
    }

    private final class Result<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
