import Foundation
import TestSupport
import Testing

/// Each attempt names the guard that stops it: where that is taken out, the outcome is another.
@Suite("The cage", .enabled(if: CageProbeRun.hasFilters, "this system has no system call filters"))
struct CageTests {
    private static let questions = ["catalog", "decode", "skeleton"]

    @Test(
        "The system call filter kills what would open, make or change a file, or reach the network",
        arguments: [
            "open", "create", "unlink", "stat-path", "socket", "local-socket", "pipe", "dup", "duplicate", "set-flags",
            "type-for-user",
        ], questions)
    func files(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS))
    }

    @Test(
        "The system call filter kills what would start, stop, read or change a process",
        arguments: [
            "execve", "fork", "thread", "ptrace", "kill-parent", "abort-other", "stop-self", "read-others", "limits",
            "control", "filter", "timer", "ignore-limit",
        ], questions)
    func processes(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS))
    }

    @Test(
        "The arguments of mmap and mprotect are looked at: no executable memory, none that is a file or shared",
        arguments: ["map-executable", "map-file", "map-shared", "protect-executable"], questions)
    func memory(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS))
    }

    @Test(
        "The descriptor is looked at: what a question does not use is neither read, written nor asked about",
        arguments: [
            "read-3", "pread-3", "write-0", "write-3", "writev-1", "pwrite-0", "ftruncate-0", "stat-3", "flags-3",
        ], questions)
    func descriptors(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS))
    }

    @Test("Only a new file is written at will, and only a file that is read is read at will")
    func question() throws {
        for attempt in ["read-0", "pread-1", "pwrite-1", "ftruncate-1"] {
            #expect(try CageProbeRun.attempt(attempt, in: "skeleton") == .allowed, "\(attempt)")
            for question in ["catalog", "decode"] {
                #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS), "\(attempt) \(question)")
            }
        }
        #expect(try CageProbeRun.attempt("pread-0", in: "skeleton") == .killed(SIGSYS))
        #expect(try CageProbeRun.attempt("pread-0", in: "decode") == .allowed)
    }

    @Test(
        "What the work needs is let through",
        arguments: ["write-1", "write-2", "writev-2", "stat-0", "flags", "map", "protect", "clock", "unblock"],
        questions)
    func work(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .allowed)
    }

    @Test(
        "What libhdf5 and the C library try and can do without fails without harm",
        arguments: [
            ("getcwd", EPERM), ("stat-empty", EPERM), ("is-terminal", ENOTTY), ("block-limit", EPERM),
        ], questions)
    func refused(attempt: (name: String, number: Int32), question: String) throws {
        #expect(try CageProbeRun.attempt(attempt.name, in: question) == .failed(attempt.number))
    }

    @Test("The limit of address space fails what would take more", arguments: ["map-much", "allocate-much"], questions)
    func addressSpace(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .failed(ENOMEM))
    }

    @Test("The limit of processor time ends what computes for ever")
    func time() throws {
        #expect(try CageProbeRun.attempt("compute", in: "catalog") == .killed(SIGXCPU))
    }

    @Test("A crash is still seen as what it is", arguments: ["abort", "free-twice"], questions)
    func abort(attempt: String, question: String) throws {
        #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGABRT))
    }

    @Test("The environment is forgotten, with all that it tells libhdf5 of plug-ins", arguments: questions)
    func environment(question: String) throws {
        #expect(try CageProbeRun.attempt("environment", in: "none") == .failed(EEXIST))
        #expect(try CageProbeRun.attempt("environment", in: question) == .allowed)
    }

    @Test("Landlock, where there is one, forbids paths without the filter", .enabled(if: CageProbeRun.hasLandlock))
    func landlock() throws {
        #expect(try CageProbeRun.attempt("open", in: "none") == .allowed)
        for attempt in ["open", "create"] {
            #expect(try CageProbeRun.attempt(attempt, in: "landlock") == .failed(EACCES), "\(attempt)")
        }
        #expect(try CageProbeRun.attempt("pread-0", in: "landlock") == .allowed)
    }

    @Test(
        "Where the system or the caller's own sandbox has no filters and no Landlock, the program goes on and says so",
        arguments: [ENOSYS, EINVAL, EPERM])
    func absent(number: Int32) {
        let run = Tool.run([
            Tool.path("CageProbe"), "without-\(number)", Tool.path("bertconv-hdf5"),
        ])
        #expect(run.status == 0)
        #expect(
            run.output.contains("cage: no system call filter on this system, no Landlock on this system, no new pri"))
    }

    #if arch(x86_64)
        @Test("The gate of 32-bit programs and the x32 interface are shut", arguments: ["32-bit", "x32"], questions)
        func foreignCalls(attempt: String, question: String) throws {
            #expect(try CageProbeRun.attempt(attempt, in: question) == .killed(SIGSYS))
            #expect(!FileManager.default.fileExists(atPath: "/tmp/bertconv-cage-probe-32"))
        }

        /// With nothing but zeros for arguments: write(0), mmap of a file, fcntl(F_DUPFD) and tgkill(0) die, too.
        @Test("Of all numbers of system calls these survive, and no other", .slow, arguments: questions)
        func sweep(question: String) throws {
            let survivors = [
                "fstat": 5, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigprocmask": 14, "sched_yield": 24,
                "mremap": 25, "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "getcwd": 79,
                "gettimeofday": 96, "sysinfo": 99, "gettid": 186, "futex": 202, "restart_syscall": 219,
                "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231, "getrandom": 318,
            ]
            // read, or pread64
            let reading = question == "skeleton" ? 0 : 17
            // The kernel's own: uretprobe and uprobe never come to a filter, and are SIGILL where there is no probe.
            let unfiltered: Set = [335, 336]
            #expect(
                try CageProbeRun.survivors(in: question).subtracting(unfiltered)
                    == Set(survivors.values).union([reading]))
        }
    #endif
}
