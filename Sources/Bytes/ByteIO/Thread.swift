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

/// A value that several threads share.
///
/// One at a time can change it, and each can wait for a condition on it.
@safe
final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ value: sending Value) {
        self.value = value
        unsafe pthread_mutex_init(lock, nil)
        unsafe pthread_cond_init(changed, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(lock)
        unsafe changed.deallocate()
        unsafe lock.deallocate()
    }

    /// Changes the value.
    func change(_ body: (inout Value) -> Void) {
        wait { body(&$0) }
    }

    /// Waits until `body` returns a result.
    ///
    /// `body` may change the value only then.
    func wait<Result>(for body: (inout Value) -> Result?) -> Result {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        while true {
            if let result = body(&value) {
                unsafe pthread_cond_broadcast(changed)
                return result
            }
            unsafe pthread_cond_wait(changed, lock)
        }
    }
}
