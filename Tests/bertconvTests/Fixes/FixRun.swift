import JSONText
import TestSupport

/// Runs `bertconv` from a folder as a person does, and the commands that it prints with a shell.
struct FixRun {
    /// One model of a JSON report.
    struct Report {
        struct Finding: Equatable {
            let rule: String
            let severity: String
            let subject: String
            let help: String
            let command: String?
            let output: String?
            let isAccepted: Bool
            /// The commands of which one must be chosen, by the prefix of the model that each writes.
            let choices: [Choice]
        }

        struct Choice: Equatable {
            let prefix: String
            let command: String
            let output: String
        }

        let verdict: String
        let path: String
        let findings: [Finding]
        let uncheckedCount: Int

        init(_ object: JSONObject) {
            verdict = object["summary"]?.object?["verdict"]?.string ?? ""
            path = object["model"]?.object?["path"]?.string ?? ""
            uncheckedCount = object["unchecked"]?.array?.count ?? 0
            findings = (object["findings"]?.array ?? []).compactMap(\.object).map { finding in
                let fix = finding["fix"]?.object
                return Finding(
                    rule: finding["rule"]?.string ?? "", severity: finding["severity"]?.string ?? "",
                    subject: finding["subject"]?.string ?? "", help: finding["help"]?.string ?? "",
                    command: fix?["command"]?.string, output: fix?["output"]?.string,
                    isAccepted: finding["accepted"] != nil,
                    choices: (finding["choices"]?.array ?? []).compactMap(\.object).map { choice in
                        Choice(
                            prefix: choice["prefix"]?.string ?? "", command: choice["command"]?.string ?? "",
                            output: choice["output"]?.string ?? "")
                    })
            }
        }

        /// The commands, each once.
        var commands: [(command: String, output: String)] {
            var seen: Set<String> = []
            return findings.compactMap { finding in
                guard let command = finding.command, let output = finding.output, seen.insert(command).inserted
                else { return nil }
                return (command, output)
            }
        }

        /// Whether everything that fails the model is cured by `command`.
        func isOnlyCause(_ command: String) -> Bool {
            uncheckedCount == 0
                && findings.allSatisfy { $0.severity != "error" || $0.isAccepted || $0.command == command }
        }
    }

    /// Where the person is.
    let folder: String
    private static let programs = Tool.path("bertconv").split(separator: "/").dropLast().map { "/" + $0 }.joined()

    /// Runs a command line as it stands.
    func shell(_ line: String) -> Tool.Run {
        Tool.run(
            ["/bin/sh", "-c", "cd \"$1\" && exec /bin/sh -c \"$2\"", "sh", folder, line],
            environment: ["PATH='\(Self.programs)':/usr/bin:/bin"])
    }

    /// Runs `bertconv` with these arguments, each as it is.
    func bertconv(_ arguments: [String]) -> Tool.Run {
        Tool.run(
            ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, Tool.path("bertconv")] + arguments)
    }

    /// The exit status and the reports of `verify`.
    func verify(_ arguments: [String]) throws -> (status: Int32, reports: [Report]) {
        let run = bertconv(["verify", "--format", "json"] + arguments)
        let value = try JSONParser.parse(Array(run.output.utf8))
        return (run.status, value.verifyReports.map(Report.init))
    }
}
