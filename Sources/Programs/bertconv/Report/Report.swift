import ArgumentParser
import ByteIO
import Reporting
import Verification

/// Shows reports that were saved as JSON Lines in any format, as one run.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Merge saved reports of 'verify', and show them in any format.",
        discussion: """
            FILE is what 'bertconv verify --format jsonl', '--report jsonl=FILE' or '--resume FILE' wrote: a line for \
            each model. The reports of several files are shown as one run, in the order of the files and of their \
            lines. Nothing is verified again, so the models need not be there.

            With --expect, nothing is shown unless every model of a list has a report, so no part can be forgotten.

            Pictures (html, svg) and the list of parameters in json need lines that 'verify --parameters' wrote. \
            Statements (intoto) need the models: 'verify' writes them.

            Examples:
              bertconv report part-*.jsonl
              bertconv report part-*.jsonl --expect models.txt --format markdown
              bertconv report verify.jsonl --report sarif=verify.sarif --report html=verify.html

            Exit status: that of the worst verdict, as 'verify' has it: 0 all models pass; 1 findings; 2 something \
            could not be checked, a file cannot be read or a report is missing; 3 there is nothing to check; 64 wrong usage.
            """)

    @Argument(help: "Files with reports in JSON Lines.", completion: .file(extensions: ["jsonl"]))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "A list of paths, one a line or ended by NUL bytes, that must all have a report; - is standard input.",
            valueName: "file"), completion: .file())
    var expect: String?

    @OptionGroup(title: "Reports")
    var reporting: ReportOptions

    func validate() throws {
        guard !reporting.attests else {
            throw ValidationError("a statement names the files of a model: use 'bertconv verify --report intoto=FILE'")
        }
        let outputs = reporting.report.map(\.path)
        if let path = OutputPlaces.repeated(outputs) { throw ValidationError("two outputs go to '\(path)'") }
        guard !outputs.contains(where: StandardStream.isOutput) || reporting.format == nil else {
            throw ValidationError("standard output takes one thing: give the other a file, or leave out --format")
        }
    }

    func run() throws {
        var inputs: [InputFile] = []
        for path in files { inputs.append(try InputFile(path: path)) }
        try checkPlaces(inputs)
        let saved = SavedReports(inputs)
        var expected: [String] = []
        if let expect { expected = try PathList.paths(in: expect) }
        let contents = try saved.contents(expecting: expected)
        let count = contents.tally.count
        let run = ReportRun(
            toolVersion: Version.current, failOn: contents.failOn, modelCount: count, root: reporting.repository,
            category: files, wholeReport: reporting.wholeReport, listsParameters: reporting.parameters,
            scratchFolder: Installation.temporaryFolder())
        let reports = try reporting.sinks(run, printsReport: true, showsPassing: false)
        try saved.read { (report) throws(Fault) in reports.append(report) {} }
        reports.finish()
        for fault in reports.faults { Terminal.printFault(fault) }
        if let first = contents.repeated.first, !reporting.quiet {
            let others = contents.repeated.count - 1
            Terminal.printNote(
                "note: '\(escapingControls(first))'" + (others > 0 ? " and \(Quantity.count(others, "other"))" : "")
                    + " \(others > 0 ? "have" : "has") more than one report; all are shown")
        }
        let verdict = contents.tally.worst() ?? .nothing
        if verdict != .pass { throw ExitCode(verdict.status) }
        if !reports.faults.isEmpty { throw ExitCode(2) }
    }

    /// Checks that no report replaces a file that is read.
    ///
    /// - Throws: ``Fault`` `file.*`.
    private func checkPlaces(_ inputs: [InputFile]) throws(Fault) {
        var places = OutputPlaces()
        for file in inputs { places.keep(file) }
        if let expect, expect != "-" { places.keep(expect, as: .input) }
        places.keepStandardOutput()
        for file in reporting.report where !StandardStream.isOutput(file.path) {
            try OutputPlaces.checkName(ofReport: file.path)
            try places.check(file.path, replacing: true)
        }
    }
}
