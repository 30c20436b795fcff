import Glibc

/// A program that runs beside the test, for tests that send it signals or ask what it took.
///
/// Its signals are those of a program that a person starts: none is blocked or ignored.
package final class Child: @unchecked Sendable {
    /// Its number.
    package let pid: Int32
    private let folder = TemporaryFolder()

    /// How it ended.
    package struct End: Sendable {
        /// As a shell gives it: 128 and the number of the signal.
        package let status: Int32
        /// Resident memory at its largest, in KiB; 0 where it was not measured.
        package let peakKilobytes: Int
        package let output: String
        package let errors: String
    }

    /// - Parameter environment: added to that of the tests, as `NAME=value`.
    package init?(_ command: [String], environment: [String] = []) {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var signals = sigset_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (number, name) in [(Int32(1), "out"), (2, "err")] {
            unsafe posix_spawn_file_actions_addopen(
                &actions, number, folder.file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let arguments = unsafe command.map { unsafe strdup($0) }
        var variables = unsafe environment.map { unsafe strdup($0) }
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var place = unsafe environ
        while let text = unsafe place.pointee {
            unsafe variables.append(strdup(text))
            unsafe place += 1
        }
        var pid: pid_t = 0
        guard
            unsafe posix_spawnp(&pid, command[0], &actions, &attributes, arguments + [nil], variables + [nil]) == 0
        else { return nil }
        self.pid = pid
    }

    /// `VmHWM` of proc_pid_status(5).
    private var peakKilobytes: Int {
        let lines = bytes(ofFile: "/proc/\(pid)/status").split(separator: UInt8(ascii: "\n"))
        let line = lines.first { $0.starts(with: Array("VmHWM:".utf8)) } ?? []
        let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    package func send(_ signal: Int32) {
        kill(pid, signal)
    }

    /// Whether it has ended; it stays to be waited for.
    package var hasEnded: Bool {
        var information = unsafe siginfo_t()
        let status = unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        return unsafe status == 0 && information.si_signo == SIGCHLD
    }

    /// Waits for its end; to be called once.
    package func wait(measuringMemory: Bool = false) -> End {
        var status: Int32 = 0
        var peak = 0
        // Not the rusage of wait4: it begins with what the tests themselves had when they started the program.
        while unsafe waitpid(pid, &status, measuringMemory ? WNOHANG : 0) == 0 {
            peak = max(peak, peakKilobytes)
            usleep(2_000)
        }
        return End(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F), peakKilobytes: peak,
            output: String(decoding: bytes(ofFile: folder.file("out")), as: UTF8.self),
            errors: String(decoding: bytes(ofFile: folder.file("err")), as: UTF8.self))
    }
}
