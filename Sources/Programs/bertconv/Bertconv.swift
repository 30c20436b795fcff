import ArgumentParser
import ByteIO
import Glibc
import ModelSchema
import Reporting

/// The program: parses the command line, runs one command, and turns what stopped it into words and an exit status.
///
/// The statuses are the same for every command and output format:
///
/// - 0: done.
/// - 1: findings; `convert` wrote nothing because parameters are missing; the checkpoints of `diff` differ.
/// - 2: it could not be done. A file, or what it holds, is wrong.
/// - 3: there is nothing to check.
/// - 64: wrong usage. A value on the command line is wrong whatever the files hold.
///
/// Only ``main()`` ends the program.
@main
struct Bertconv: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bertconv",
        abstract: "Verify BERT models before they are deployed, and convert their checkpoints.",
        discussion: """
            No code in a checkpoint is ever executed, and no output appears unless it is complete.

            Examples:
              bertconv verify model/
              bertconv convert tf_model.h5 model.safetensors
              bertconv explain BC101
              bertconv demo

            Exit status: 0 done; 1 verify found something, parameters are missing and nothing was written, or the \
            two checkpoints differ; 2 it could not be done, or not be fully checked; 3 there is nothing to check; \
            64 wrong usage. If the result cannot be written, 0 becomes 2. If its reader closes the pipe early, the \
            status does not change.
            """,
        version: "bertconv \(Version.current)",
        subcommands: [
            Verify.self, Report.self, Convert.self, Inspect.self, Diff.self, Digest.self, Init.self, Probe.self,
            Explain.self, Demo.self,
        ])

    static func main() {
        StandardStream.claim()
        // A write beyond a size limit or to a closed pipe must fail, not kill: the caller cleans up and reports it.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        Interruption.watch()
        Glibc.exit(delivered(status()))
    }

    /// Runs the command and prints what stopped it.
    private static func status() -> Int32 {
        do {
            var command = try parseAsRoot(ProcessStart.arguments)
            try command.run()
            return 0
        } catch let fault as Fault {
            Terminal.printFault(fault.naming(modelsIn: ["bertconv"] + ProcessStart.arguments))
            return 2
        } catch {
            // Wrong usage, a request for help, or the status on which the command decided.
            let status = exitCode(for: error).rawValue
            if status == 0, let path = mistakenForHelp(ProcessStart.arguments) {
                Terminal.printUsage("Error: '\(path)' is no option; put -- before a path that begins with a hyphen")
                return ExitCode.validationFailure.rawValue
            }
            let message = fullMessage(for: error)
            if !message.isEmpty { status == 0 ? Terminal.printResult(message) : Terminal.printUsage(message) }
            return status
        }
    }

    /// An argument such as `-dash`, whose letter h the parser takes for a request for help; nil: help was asked for.
    private static func mistakenForHelp(_ arguments: [String]) -> String? {
        guard !arguments.contains(where: { ["-h", "-help", "--help", "help"].contains($0) }) else { return nil }
        return arguments.first { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 2 && $0.contains("h") }
    }

    /// The status once the result is written: a result that was not delivered is no success, and hides nothing worse.
    private static func delivered(_ status: Int32) -> Int32 {
        guard let fault = Terminal.undelivered else { return status }
        Terminal.printFault(fault)
        return status == 0 ? 2 : status
    }
}
