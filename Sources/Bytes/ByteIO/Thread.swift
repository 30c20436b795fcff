internal import Glibc

/// A thread of this process.
///
/// It may wait for as long as it needs to, because no other work uses it.
struct Thread {
    private let identifier: pthread_t

    private final class Task: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that runs `body`; nil when the system allows no more threads.
    init?(_ body: @escaping @Sendable () -> Void) {
        let task = unsafe Unmanaged.passRetained(Task(body))
        var identifier = pthread_t()
        let status = unsafe pthread_create(
            &identifier, nil,
            { task in
                if let task = unsafe task { unsafe Unmanaged<Task>.fromOpaque(task).takeRetainedValue().body() }
                return nil
            }, task.toOpaque())
        guard status == 0 else {
            unsafe task.release()
            return nil
        }
        self.identifier = identifier
    }

    /// Waits until the thread has ended.
    ///
    /// Either this or ``detach()`` must be called, once.
    func join() {
        pthread_join(identifier, nil)
    }

    /// Lets the thread run without anyone waiting for its end.
    func detach() {
        pthread_detach(identifier)
    }
}
