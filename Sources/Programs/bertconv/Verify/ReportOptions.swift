import ArgumentParser
import ByteIO
import Glibc
import Reporting
import Verification

/// The options by which a user chooses what is reported, in which forms and to which places.
struct ReportOptions: ParsableArguments {
    @Option(help: "The form of what is printed; by default text.")
    var format: VerifyReportFormat?

    @Option(
        help: ArgumentHelp(
            "Also write a report to FILE, e.g. sarif=out.sarif; repeatable. The format is one of "
                + VerifyReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
                + ". The file - is standard output, which then takes nothing else.", valueName: "format=file"),
        completion: .list(ReportFile<VerifyReportFormat>.examples))
    var report: [ReportFile<VerifyReportFormat>] = []

    @Flag(help: "In JSON Lines too, list what became of every parameter.")
    var parameters = false

    @Option(
        help: ArgumentHelp(
            "The folder that paths in sarif, github, junit and gitlab begin in; by default that of GITHUB_WORKSPACE or "
                + "CI_PROJECT_DIR, or the top of the git repository.", valueName: "folder"), completion: .directory)
    var root: String?

    @Option(help: ArgumentHelp("When to use colour; NO_COLOR is respected.", valueName: "when"))
    var color = ColorChoice.auto

    @Flag(name: .shortAndLong, help: "Print only the verdict.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Of several models, print those that pass in full too.")
    var verbose = false

    func validate() throws {
        guard !quiet || !verbose else { throw ValidationError("--quiet and --verbose exclude each other") }
        guard !parameters || ([format] + report.map(\.format)).contains(.jsonl) else {
            throw ValidationError("--parameters is for jsonl; json lists the parameters anyway")
        }
        if let root, PathKind(of: root) != .folder { throw ValidationError("--root '\(root)' is no folder") }
    }

    /// The variables in which GitHub Actions and GitLab say where the repository is.
    private static let workspaces = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"]

    /// The repository that paths are relative to.
    var repository: RepositoryRoot {
        let stated = Self.workspaces.lazy.compactMap { name in
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }.first { PathKind(of: $0) == .folder }
        return (root ?? stated).map { RepositoryRoot($0) } ?? .ofWorkingFolder()
    }

    /// A report of this run that nothing is left out of; nil: none is asked for.
    var wholeReport: String? {
        report.first { ($0.format == .json || $0.format == .jsonl) && !StandardStream.isOutput($0.path) }?.path
    }

    /// Whether a report is a statement on the files of each model, so that they must be hashed.
    var attests: Bool { format == .intoto || report.contains { $0.format == .intoto } }

    /// Whether a report lists what became of every parameter.
    var listsParameters: Bool {
        parameters || format?.listsParameters ?? false || report.contains { $0.format.listsParameters }
    }

    /// Opens what the reports go to.
    ///
    /// - Parameters:
    ///   - printsReport: whether standard output is free for a report.
    ///   - showsPassing: whether the text on several models has those that pass, whatever the options say.
    func sinks(_ run: ReportRun, printsReport: Bool, showsPassing: Bool) throws(Fault) -> ReportSinks {
        var files: [ReportSink] = []
        var screen: ReportSink?
        for file in report {
            let stream = stream(file.format, run, Style(plain: ()), showsPassing: showsPassing || verbose)
            if StandardStream.isOutput(file.path) {
                screen = try ReportSink(stream, at: nil)
            } else {
                files.append(try ReportSink(stream, at: file.path))
            }
        }
        if screen == nil, printsReport {
            let style = Style(stream: STDOUT_FILENO, color)
            let stream = stream(
                format ?? .text, run, style, showsPassing: showsPassing || verbose, isQuiet: quiet)
            screen = try ReportSink(stream, at: nil)
        }
        return ReportSinks(files: files, screen: screen, count: run.modelCount)
    }

    private func stream(
        _ format: VerifyReportFormat, _ run: ReportRun, _ style: Style, showsPassing: Bool, isQuiet: Bool = false
    ) -> ReportStream {
        ReportStream(
            format, run,
            text: TextLines(showsPassing: showsPassing || isQuiet) { report in
                let lines = VerifyText(report, style).lines
                return isQuiet ? Array(lines.prefix(1)) : lines
            } closing: { table in
                isQuiet
                    ? [table.tally.description] : VerifyTable(table, style, showsPassing: showsPassing).lines
            })
    }
}

extension VerifyReportFormat: ExpressibleByArgument {}
