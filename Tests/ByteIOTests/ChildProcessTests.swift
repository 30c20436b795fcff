internal import ByteIO
internal import Glibc
internal import TestSupport
internal import Testing

@Suite("A program that this one starts")
struct ChildProcessTests {
    private struct GivenUp: Error {}

    private static let limit = 1 << 20

    /// What a shell script answers; nothing is its input.
    private static func answer(_ script: String, limit: Int = limit) throws -> ChildProcess.Answer? {
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        var child = try ChildProcess("/bin/sh", ["-c", script], input: input, output: .answer)
        return child.answer(limit: limit, every: .milliseconds(10)) { _ in }
    }

    @Test("Both streams are read to their end, and how it ended is told")
    func answer() throws {
        let answer = try #require(try Self.answer("echo said; echo complained >&2; exit 3"))
        #expect(answer.end == .exited(3))
        #expect(String(decoding: answer.output, as: UTF8.self) == "said\n")
        #expect(String(decoding: answer.errors, as: UTF8.self) == "complained\n")
        #expect(try Self.answer("kill -SEGV $$")?.end == .killed(SIGSEGV))
    }

    @Test("More is read than a pipe holds, up to the limit, and not a byte beyond", arguments: ["", " >&2"])
    func limit(stream: String) throws {
        let script = "head -c 1000000 /dev/zero" + stream
        let answer = try #require(try Self.answer(script, limit: 1_000_000))
        #expect(answer.output.count + answer.errors.count == 1_000_000)
        #expect(try Self.answer(script, limit: 999_999) == nil)
    }

    @Test("It has its standard streams and no other descriptor, not even one that this process would let it have")
    func descriptors() throws {
        let kept = unsafe open("/dev/null", O_RDONLY)
        let high = fcntl(kept, F_DUPFD, 200)
        defer {
            close(kept)
            close(high)
        }
        // `ls` has one more, for the folder that it lists.
        let answer = try #require(try Self.answer("exec ls /proc/self/fd"))
        #expect(String(decoding: answer.output, as: UTF8.self) == "0\n1\n2\n3\n")
    }

    @Test("It has no environment, and no signal is blocked or ignored")
    func surroundings() throws {
        var blocked = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&blocked)
        unsafe sigaddset(&blocked, SIGUSR1)
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
        let handler = signal(SIGUSR2, SIG_IGN)
        defer {
            unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
            signal(SIGUSR2, handler)
        }
        let answer = try #require(try Self.answer("exec cat /proc/self/environ /proc/self/status"))
        let lines = String(decoding: answer.output, as: UTF8.self).split(separator: "\n")
        // The C library keeps 32 and 33 for itself; they mean nothing to a program.
        let own: UInt64 = 0b11 << 31
        for name in ["SigBlk:\t", "SigIgn:\t"] {
            let line = try #require(lines.first { $0.hasPrefix(name) })
            #expect(try #require(UInt64(line.dropFirst(name.count), radix: 16)) & ~own == 0, "\(line)")
        }
        // A shell sets some of its own for what it starts.
        let variables = try #require(lines.first).split(separator: "\0").dropLast().map { $0.prefix { $0 != "=" } }
        #expect(Set(variables).isSubset(of: ["PWD", "OLDPWD", "SHLVL", "_"]), "\(variables)")
    }

    @Test("It may write into an open file; then only its errors are read")
    func file() throws {
        let folder = TemporaryFolder()
        let output = unsafe open(folder.file("out"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        let input = unsafe open(folder.write("question", to: "in"), O_RDONLY | O_CLOEXEC)
        defer {
            close(output)
            close(input)
        }
        var child = try ChildProcess(
            "/bin/sh", ["-c", "cat; echo done >&2"], input: input, output: .file(descriptor: output))
        let answer = try #require(child.answer(limit: Self.limit, every: .seconds(1)) { _ in })
        #expect(answer.end == .exited(0))
        #expect(answer.output.isEmpty)
        #expect(String(decoding: answer.errors, as: UTF8.self) == "done\n")
        #expect(String(decoding: bytes(ofFile: folder.file("out")), as: UTF8.self) == "question")
    }

    @Test("One that closes its streams and goes on is waited for, and looked at meanwhile")
    func silent() throws {
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        let folder = TemporaryFolder()
        let script = "exec >&- 2>&-; until [ -e '\(folder.file("go"))' ]; do sleep 0.01; done; exit 7"
        var child = try ChildProcess("/bin/sh", ["-c", script], input: input, output: .answer)
        var looks = 0
        let answer = child.answer(limit: Self.limit, every: .milliseconds(2)) { _ in
            looks += 1
            if looks == 5 { _ = folder.write("", to: "go") }
        }
        #expect(answer?.end == .exited(7))
        #expect(looks >= 5)
    }

    @Test("What it has started and left behind, with its streams open, is not waited for")
    func leftBehind() throws {
        let answer = try #require(try Self.answer("sleep 86400 & echo $!; exit 5"))
        #expect(answer.end == .exited(5))
        let left = try #require(pid_t(String(decoding: answer.output.dropLast(), as: UTF8.self)))
        #expect(kill(left, SIGKILL) == 0, "it was still there")
    }

    @Test("One that is given up is killed and waited for, whether it listens to signals or not")
    func givenUp() throws {
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        var seen: pid_t = 0
        #expect(throws: GivenUp.self) {
            var child = try ChildProcess(
                "/bin/sh", ["-c", "trap '' TERM INT HUP; while :; do sleep 1; done"], input: input, output: .answer)
            _ = try child.answer(limit: Self.limit, every: .milliseconds(1)) { (identifier) throws(GivenUp) in
                seen = identifier
                throw GivenUp()
            }
        }
        #expect(seen > 1)
        // Waited for: it is no child of this process any more.
        #expect(waitpid(seen, nil, WNOHANG) == -1)
        #expect(errno == ECHILD)
    }

    @Test("A program that cannot be started is told by its error, and leaves no descriptor open")
    func notStarted() throws {
        let folder = TemporaryFolder()
        let plain = folder.write("#!/bin/sh\n", to: "plain")
        let input = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        for (path, number) in [(folder.file("nothing"), ENOENT), (plain, EACCES), (folder.path, EACCES)] {
            do throws(ChildProcess.NotStarted) {
                _ = try ChildProcess(path, [], input: input, output: .answer)
                Issue.record("\(path) was started")
            } catch {
                #expect(error.number == number, "\(path): \(error)")
            }
        }
    }
}
