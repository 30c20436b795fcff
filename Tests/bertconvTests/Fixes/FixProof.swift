import JSONText
import TestSupport
import Testing

/// The promise of a fix, tried on one model: each command that `verify` prints works as it stands, after it the findings
/// are gone, where they were all that was wrong the model passes, and nothing else has changed.
struct FixProof {
    /// Names that a shell would take for something else.
    static let names = [
        "plain", "with space", "it's", "\"quoted\"", "$HOME", "`id`", "-dash", "--to", "ünïcødé", "层", "semi;colon&|",
        "~tilde", "*?[x]", "{a,b}", "#hash", "back\\slash", "%n%s", "tab\tname", "line\nfeed", "e\u{1B}[31m",
        "a\u{202E}b",
        "!bang", "(paren)", "-n", "a=b", "new\\nline'\"$x",
    ]

    private let user = TemporaryFolder()
    /// The model as the user types it.
    private let typed: String
    private let options: [String]
    private var run: FixRun { FixRun(folder: user.path) }

    /// What became of a model.
    struct Outcome {
        let before: FixRun.Report
        /// Weights of the output of each command that writes safetensors.
        var written: [[StoredTensor]] = []

        /// Whether the command cures all that fails the model.
        var isWhole: Bool { before.commands.first.map { before.isOnlyCause($0.command) } ?? false }
    }

    /// - Parameters:
    ///   - source: a folder, which is copied, or what fills a new folder.
    ///   - name: what the folder is called.
    ///   - file: the file of the folder that is verified; nil: the folder itself.
    init(copying source: String, as name: String, file: String? = nil, className: String? = nil) {
        _ = Tool.run(["cp", "-R", "--", source, user.file(name)])
        typed = ([name] + [file].compactMap(\.self)).joined(separator: "/")
        options = className.map { ["--as", $0] } ?? []
    }

    /// Where the model is, for a test that makes it itself.
    var modelFolder: String { user.file(typed) }

    /// Tries everything.
    func outcome(_ title: String) throws -> Outcome {
        let before = user.tree
        let (status, reports) = try run.verify(options + ["--", typed])
        let report = try #require(reports.first, "\(title)")
        var outcome = Outcome(before: report)
        #expect(report.commands.count <= 1, "\(title): one command cures as much as it can")
        for (command, output) in report.commands {
            check(report, command, title)
            let made = run.shell(command)
            #expect(made.status == 0, "\(title): \(command)\n\(made.output)\(made.errors)")
            let after = try run.verify(["--", output])
            try checkCured(report, command, after, title)
            if let tensors = weights(of: output) { outcome.written.append(tensors) }
            #expect(user.tree.filter { before[$0.key] != nil } == before, "\(title): the model was touched")
        }
        try checkFixOption(report, status, outcome.written.first, title)
        return outcome
    }

    /// What a person sees is the command itself, on a line of its own.
    private func check(_ report: FixRun.Report, _ command: String, _ title: String) {
        #expect(!command.unicodeScalars.contains { $0.value < 0x20 }, "\(title): \(command)")
        let text = run.bertconv(["verify"] + options + ["--", typed]).output
        #expect(text.split(separator: "\n").contains(command[...]), "\(title): \(command) is not in\n\(text)")
        for finding in report.findings {
            #expect(!finding.help.contains("bertconv "), "\(title): \(finding.help)")
        }
    }

    private func checkCured(
        _ report: FixRun.Report, _ command: String, _ after: (status: Int32, reports: [FixRun.Report]), _ title: String
    ) throws {
        let fixed = try #require(after.reports.first, "\(title)")
        let cured = report.findings.filter { $0.command == command }
        for finding in fixed.findings {
            #expect(
                !cured.contains {
                    $0.rule == finding.rule && $0.severity == finding.severity
                        // Another parameter may be missing still.
                        && ($0.rule != "BC101" || $0.subject == finding.subject)
                },
                "\(title): after \(command) there is still \(finding.rule) \(finding.subject)")
        }
        if report.isOnlyCause(command) {
            let rest = fixed.findings.map { "\($0.severity) \($0.rule) \($0.subject) \($0.help)" }
            #expect(after.status == 0, "\(title): after \(command): \(fixed.verdict) \(rest)")
        }
    }

    /// `--fix` does what the command does, in a folder of the user's choice, and ends as `verify` of that.
    private func checkFixOption(
        _ report: FixRun.Report, _ status: Int32, _ written: [StoredTensor]?, _ title: String
    ) throws {
        let before = user.tree
        let (fixStatus, reports) = try run.verify(options + ["--fix=\(Self.fixFolder)", "--", typed])
        if report.commands.isEmpty {
            #expect(fixStatus == status, "\(title)")
            #expect(reports.count == 1, "\(title)")
            #expect(user.tree == before, "\(title): --fix left something behind")
        } else {
            #expect(reports.count == 2, "\(title)")
            let fixed = try #require(reports.last, "\(title)")
            #expect(fixed.path == Self.fixFolder)
            #expect(fixStatus == Self.statuses[fixed.verdict], "\(title)")
            #expect(weights(of: Self.fixFolder) == written, "\(title)")
            #expect(user.tree.filter { before[$0.key] != nil } == before, "\(title): --fix touched the model")
        }
    }

    private static let fixFolder = "made by --fix"
    private static let statuses: [String: Int32] = ["pass": 0, "fail": 1, "partial": 2, "nothing": 3]

    private func weights(of output: String) -> [StoredTensor]? {
        let path = user.file(output)
        let folder = SafetensorsBytes.tensors(in: bytes(ofFile: path + "/model.safetensors"))
        return folder ?? SafetensorsBytes.tensors(in: bytes(ofFile: path))
    }
}
