import ArgumentParser
import ByteIO
import Glibc
import Reporting

/// The program: parses the command line, runs one command, turns what stopped it into words and a status.
///
/// Exit status, the same for every command and output format: 0 done · 1 findings (convert: the output would
/// be incomplete, nothing was written; diff: the two differ) · 2 could not do it · 3 there is nothing to check ·
/// 64 wrong usage. Only ``main()`` ends the program.
@main
struct Bertconv: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bertconv",
        abstract: "Converts BERT checkpoints and says which weights would stay untrained.",
        discussion: """
            Nothing in a checkpoint is ever executed, and no output appears unless it is complete.

            Exit status: 0 done, 1 verify has findings, the checkpoint has holes (nothing was written) or the two \
            differ, 2 could not do or check it, 3 there is nothing to check, 64 wrong usage. A reader of standard \
            output that goes away changes nothing; a result that cannot be written makes 2 of 0.
            """,
        version: "bertconv \(Version.current)",
        subcommands: [
            Verify.self, Convert.self, Inspect.self, Diff.self, Digest.self, Init.self, Explain.self,
        ])

    static func main() {
        StandardStream.claim()
        // A write beyond a size limit or to a closed pipe must fail, not kill: the caller cleans up and says so.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        Interruption.watch()
        Glibc.exit(delivered(status()))
    }

    /// Runs the command and says what stopped it.
    private static func status() -> Int32 {
        do {
            var command = try parseAsRoot()
            try command.run()
            return 0
        } catch let fault as Fault {
            Terminal.printFault(fault)
            return 2
        } catch {
            // Wrong usage, a request for help, or the status that the command has decided about.
            let status = exitCode(for: error).rawValue
            let message = fullMessage(for: error)
            if !message.isEmpty { status == 0 ? Terminal.printResult(message) : Terminal.printNote(message) }
            return status
        }
    }

    /// The status after the result was written: what was not delivered is no success, and never hides anything worse.
    private static func delivered(_ status: Int32) -> Int32 {
        guard let fault = Terminal.undelivered else { return status }
        Terminal.printFault(fault)
        return status == 0 ? 2 : status
    }
}
