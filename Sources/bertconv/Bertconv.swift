import ArgumentParser
import ByteIO
import Glibc

/// The program: parses the command line, runs one command, turns what stopped it into words and a status.
///
/// Exit status, the same for every command and output format: 0 done · 1 findings (convert: the output would
/// be incomplete, nothing was written) · 2 could not do it · 64 wrong usage.
@main
struct Bertconv: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bertconv",
        abstract: "Converts BERT checkpoints and says which weights would stay untrained.",
        discussion: """
            Nothing in a checkpoint is ever executed, and no output appears unless it is complete.

            Exit status: 0 done, 1 the checkpoint has holes (nothing was written) or the two differ, 2 could not \
            do it, 64 wrong usage.
            """,
        version: "bertconv \(Version.current)",
        subcommands: [
            Verify.self, Convert.self, Inspect.self, Diff.self, Digest.self, Init.self, Explain.self,
        ])

    static func main() async {
        // A write beyond a size limit or to a closed pipe must fail, not kill: the caller cleans up and says so.
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        Interruption.watch()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let fault as Fault {
            Terminal.printFault(fault)
            exit(withError: ExitCode(2))
        } catch {
            exit(withError: error)
        }
    }
}

/// The version of the product.
enum Version {
    static let current = "0.1.0"
}
