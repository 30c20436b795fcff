import Glibc
import JSONText
import TestSupport

/// Runs `bertconv` under limits that the kernel keeps: what goes beyond them is killed, and its test fails.
///
/// None of them is one of time, which would tell the machine from another and not a good program from a bad one.
struct Cage {
    /// KiB of private memory and of addresses.
    static let privateKibibytes = 256 << 10
    static let addressKibibytes = 1 << 20
    /// Bytes that may be resident at the most, whatever the file says.
    static let residentBytes = 160 << 20
    /// Pages of memory that it may touch for the first time, the helper's included: what is let go and taken again counts
    /// again, so that it is a measure of the work.
    static let touchedPages = 64 << 10
    /// Blocks of 512 bytes that a file may be written with.
    static let fileBlocks = 64 << 11

    struct Run: Sendable {
        /// 128 and the signal's number for a program that a signal ended, as a shell has it.
        let status: Int32
        let output: String
        let errors: String
        /// The most bytes that were resident, looked at every other millisecond.
        let residentBytes: Int
        let touchedPages: Int
    }

    /// Runs `bertconv` with `arguments`; its streams go through files.
    static func run(_ arguments: [String]) -> Run {
        let folder = TemporaryFolder()
        // One limit a call, as the plainest shells have it.
        let limits = [
            "-c 0", "-d \(privateKibibytes)", "-v \(addressKibibytes)", "-f \(fileBlocks)",
        ]
        let line =
            limits.map { "ulimit \($0) && " }.joined()
            + "exec \"$0\" \"$@\" > '\(folder.file("out"))' 2> '\(folder.file("err"))' < /dev/null"
        let command = ["/bin/sh", "-c", line, Tool.path("bertconv")] + arguments
        guard let process = spawn(command) else {
            return Run(status: -1, output: "", errors: "could not start", residentBytes: 0, touchedPages: 0)
        }
        let (status, resident, touched) = wait(for: process)
        return Run(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F),
            output: String(decoding: bytes(ofFile: folder.file("out")), as: UTF8.self),
            errors: String(decoding: bytes(ofFile: folder.file("err")), as: UTF8.self), residentBytes: resident,
            touchedPages: touched)
    }

    private static func spawn(_ command: [String]) -> pid_t? {
        // A crash is to be seen by its signal; a backtrace of it takes seconds.
        let variables = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no", "NO_COLOR=1"]
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        var environment = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe arguments.indices { unsafe free(arguments[index]) }
            for index in unsafe environment.indices { unsafe free(environment[index]) }
        }
        var process: pid_t = 0
        let failure = unsafe posix_spawn(&process, "/bin/sh", nil, nil, &arguments, &environment)
        return failure == 0 ? process : nil
    }

    private static func wait(for process: pid_t) -> (status: Int32, residentBytes: Int, touchedPages: Int) {
        var status: Int32 = 0
        var usage = rusage()
        var resident = 0
        let end = ContinuousClock.now + .seconds(HangGuard.seconds)
        while unsafe wait4(process, &status, WNOHANG, &usage) == 0 {
            resident = max(resident, highWater(of: process) ?? 0)
            if ContinuousClock.now > end { kill(process, SIGKILL) }
            usleep(2000)
        }
        return (status, resident, usage.ru_minflt)
    }

    /// `VmHWM` of the process, which began anew when the program was executed.
    private static func highWater(of process: pid_t) -> Int? {
        let text = String(decoding: bytes(ofFile: "/proc/\(process)/status"), as: UTF8.self)
        // Between its start and its first instruction it still has the memory of the test.
        guard text.hasPrefix("Name:\tbertconv\n"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 << 10 }
    }
}

extension Cage.Run {
    /// The JSON that it printed.
    var json: JSONObject? { (try? JSONParser.parse(Array(output.utf8)))?.object }

    /// The report on the only model of `verify`.
    private var report: JSONObject? { json?["reports"]?.array?.first?.object }

    /// The codes of what could not be checked, sorted, each once.
    var codes: [String] {
        Set((report?["unchecked"]?.array ?? []).compactMap { $0.object?["code"]?.string }).sorted()
    }

    /// The rules of all findings, sorted, each once.
    var rules: [String] {
        Set((report?["findings"]?.array ?? []).compactMap { $0.object?["rule"]?.string }).sorted()
    }

    /// Characters that move the cursor, end a line or turn it around.
    var unescaped: [String] {
        (output + errors).unicodeScalars.filter { $0 != "\n" && !Self.isShown($0) }.map { String($0.value, radix: 16) }
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}
