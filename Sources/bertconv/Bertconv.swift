import ArgumentParser
import ByteIO
import Glibc
import KerasArchive

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
            if CommandLine.arguments.dropFirst().elementsEqual(["--version"]) { return await Version.print() }
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

    /// The version, then what reads HDF5 here and which layers of its cage this system has.
    static func print() async {
        Terminal.printResult("bertconv \(current)")
        let helper = HDF5Helper(executable: Installation.helperPath())
        do throws(Fault) {
            try await helper.version().forEach(Terminal.printResult)
        } catch {
            Terminal.printResult("no HDF5: \(error)")
        }
    }
}
