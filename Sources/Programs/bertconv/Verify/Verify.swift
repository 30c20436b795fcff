import ArgumentParser
import ByteIO
import Conversion
import Forensics
import Formats
import Glibc
import ModelSchema
import Policies
import Probing
import Remote
import Reporting
import Verification

/// Checks models as the library that will load them would build them, and decides whether they may be deployed.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check before deployment that a model comes whole, and trained, from its files.",
        discussion: """
            PATH is a model folder, a checkpoint file or a shard index, on this machine or on another one: \
            hf://org/name[@revision] on a hub, https://host/folder/ on a server. It is checked exactly as transformers 5, or \
            the library that --loader names, would load it: which parameters would stay random, which tensors would \
            be dropped, and, from the values, which weights were never trained. No code in a file is ever executed.

            Of several models, the text report shows those that do not pass, and then a table of all, the worst \
            first. The worst verdict decides. A model that cannot be read does not stop the others.

            Reports in files are complete before anything is printed. They replace files of the same name, but never a \
            file of a model, a policy, a link or a device.

            Examples:
              bertconv verify bert-base-uncased/
              bertconv verify model/ --as BertForSequenceClassification
              bertconv verify model/ --headers-only --fail-on warning
              bertconv verify model/ --probe
              bertconv verify model/ --format github --report sarif=verify.sarif
              bertconv verify model/ --allow BC303 --policy bertconv.yaml
              bertconv verify --recursive models/ --format jsonl
              bertconv verify --from-file models.txt --partition 3/8 --resume part-3.jsonl
              bertconv verify model/ --report json=-
              bertconv verify model/ --fix fixed/
              bertconv verify model/ --report intoto=verify.intoto.jsonl
              bertconv verify hf://org/name --headers-only

            Exit status, the same for every format: 0 the model passes; 1 findings at or above --fail-on; 2 something \
            could not be checked, or a report could not be written although the model passes; 3 there is nothing to \
            check; 64 wrong usage. 'bertconv explain BC101' describes a rule.
            """)

    @Argument(help: "Model folders, checkpoint files or shard indices, also remote.", completion: .file())
    var paths: [String] = []

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The class that will load the model, e.g. BertForMaskedLM.", valueName: "class"),
        completion: SchemaOptions.classCompletion)
    var className: String?

    @OptionGroup var schemas: SchemaOptions

    @Option(
        help: ArgumentHelp(
            "The library that will load the model: transformers-5.23 (default), transformers-4.44-tensorflow, "
                + "tensorflow-checkpoint or keras-3.",
            valueName: "name"),
        completion: .custom { _, _, _ in ((try? Library.all()) ?? []).map(\.name) },
        transform: { try Library.named($0) })
    var loader: Library?

    @Flag(help: "Read names, shapes and lists only: fast, but skips all checks of values.")
    var headersOnly = false

    @Flag(help: "Do not test by their values whether kernels, layers and words belong together.")
    var noBelonging = false

    @Flag(help: "Also run each model on built-in sentences, and judge what it returns (rule BC804).")
    var probe = false

    @Option(
        name: .customLong("fix"),
        help: ArgumentHelp(
            "Write the model anew into this new folder, so that what a conversion cures is gone, and verify that too; "
                + "the exit status is that of the new folder. The model itself is not touched.", valueName: "folder"),
        completion: .directory)
    var fixFolder: String?

    @Option(help: ArgumentHelp("More seeds to try than the usual ones, e.g. 0-9999.", valueName: "range"))
    var seeds: SeedRange?

    @Option(help: ArgumentHelp("The lowest severity that fails.", valueName: "severity"))
    var failOn = FailureThreshold.error

    @OptionGroup(title: "Many models")
    var workload: Workload

    @OptionGroup(title: "Many models")
    var resuming: ResumeOptions

    @OptionGroup var remote: RemoteOptions

    @OptionGroup(title: "Policy")
    var policy: PolicyOptions

    @OptionGroup(title: "Reports")
    var reporting: ReportOptions

    /// The number of reports that may wait for an earlier one.
    private static let waitingLimit = 64

    func validate() throws {
        guard !paths.isEmpty || workload.fromFile != nil else {
            throw ValidationError("Missing expected argument '<paths> ...'")
        }
        try schemas.checkClass(className)
        if probe, headersOnly { throw ValidationError("--probe runs the model: leave out --headers-only") }
        if fixFolder != nil {
            guard !workload.isForSeveral(paths) else { throw ValidationError("--fix is for one model") }
            guard policy.writeBaseline == nil, !policy.printPolicy else {
                throw ValidationError("--fix goes neither with --write-baseline nor with --print-policy")
            }
        }
        try resuming.check(reporting, policy, fixFolder)
        let outputs =
            reporting.report.map(\.path) + [policy.writeBaseline, fixFolder, resuming.resume].compactMap(\.self)
        if let path = OutputPlaces.repeated(outputs) { throw ValidationError("two outputs go to '\(path)'") }
        guard !outputs.contains(where: StandardStream.isOutput) || reporting.format == nil && !policy.printPolicy
        else {
            throw ValidationError(
                "standard output takes one thing: give the other a file, or leave out --format and --print-policy")
        }
    }

    func run() throws {
        let library = try loader ?? Library.newest()
        let known = try schemas.architectures()
        let named = try workload.places(paths)
        remote.prepare()
        let places = named.map(RemoteOpener.place(of:))
        // The reports name a signed URL without its signature, so it is open while its model is read.
        let signed = Dictionary(
            zip(places, named).filter { $0 != $1 }, uniquingKeysWith: { first, _ in first })
        var (models, skipped) = try workload.models(places, for: library, known)
        let depth: Examination.Depth = headersOnly ? .headers : probe ? .run : .values
        let isForSeveral = workload.isForSeveral(paths)
        let acceptances = try policy.read(
            for: models.map(\.path) + [fixFolder].compactMap(\.self), skipping: Rule.skipped(at: depth))
        let baseline = policy.baseline(for: models.count, replacing: acceptances.baseline, isForSeveral: isForSeveral)
        let search = FixSearch(reader: CheckpointReader(helperPath: Installation.helperPath()), known: known)
        let run: ModelVerifier.Probe = { (model, place) throws(Fault) in
            try SelfCheck.behaviour(of: model, at: place, known)
        }
        let verifier = try ModelVerifier(
            reader: search.reader, depth: depth, as: className,
            scratchFolder: Installation.temporaryFolder(), seeds: SeedReplay.usualSeeds + (seeds?.seeds ?? []),
            readers: workload.readers(for: models.count), testsBelonging: !noBelonging,
            probe: probe ? run : nil, library: library, known: known)
        try checkPlaces(models.map(\.path), acceptances)
        let quiet = reporting.quiet
        let resumed = try resuming.open(models.lazy.map(\.path), depth, failOn.severity)
        if let resumed {
            let all = models.count
            models.removeAll { resumed.has($0.path) }
            if !quiet, models.count < all { Terminal.printNote(resumed.note(all - models.count, of: all)) }
        }
        var unfixed: String?
        if let fixFolder {
            let lease = try signed[models[0].path].flatMap(RemotePlaces.open)
            defer { withExtendedLifetime(lease) {} }
            switch try FixFolder(path: fixFolder).write(models[0].path, verifier, search, isQuiet: quiet) {
            case .written: models.append(Workload.Model(path: fixFolder))
            case .nothing(let reason): unfixed = reason
            }
        }
        let reports = try sinks(count: models.count, of: places)
        var draft = PolicyDraft(failOn: failOn.severity, isForSeveral: isForSeveral)
        let counter = ModelCounter(total: models.count, isQuiet: quiet)
        let bar = models.count == 1 ? ByteBar(isQuiet: quiet, showsRate: RemotePlaces.isRemote(models[0].path)) : nil
        var last: VerifyReport.Verdict?
        let isCured = fixFolder != nil && unfixed == nil
        let (failOn, isPrinting, attests) = (failOn.severity, policy.printPolicy, reporting.attests)
        let listsParameters = reporting.listsParameters
        let queue = WorkQueue(models, workers: workload.jobs(for: models.count), waiting: Self.waitingLimit)
        try queue.run(
            worker: {},
            work: { (_: inout Void, model: Workload.Model, _: (Int) -> Void) throws(Fault) in
                let watch = StopWatch()
                let opened = Result { () throws(Fault) in try signed[model.path].flatMap(RemotePlaces.open) }
                defer { withExtendedLifetime(opened) {} }
                let attestation = attests ? Attestation(of: model.path, library: library, known: known) : nil
                let result = search.curing(
                    verifier.verify(model.path, opened: opened) { count, total in
                        bar?.advance(by: count, of: total)
                    })
                bar?.finish()
                let judgement = acceptances.judge(result.findings, of: model.path)
                var report = VerifyReport(
                    result, judgement.findings, failOn: failOn, notes: judgement.notes + result.notes,
                    policies: judgement.policies, skipped: model.skipped, listsParameters: listsParameters)
                // Of the input and the output: what a command would write has been written.
                report.isCured = isCured
                attestation?.complete(&report)
                report.timing = watch.timing
                return report
            },
            take: { (report: VerifyReport) throws(Fault) in
                counter.clear()
                if isPrinting { draft.add(report.findings, of: report.path) }
                // What cannot be kept would have to be done again.
                try resumed?.append(report)
                reports.append(report) { () throws(Fault) in try baseline?.add(report) }
                counter.add(report.summary.verdict)
                last = report.summary.verdict
            })
        counter.clear()
        reports.finish()
        if isPrinting { Terminal.print(try draft.text()) }
        for fault in reports.faults { Terminal.printFault(fault) }
        if !quiet {
            SkippedNotes(skipped).print()
            for note in acceptances.notes { Terminal.printNote("note: " + escapingControls(note)) }
        }
        if let fixFolder, let unfixed {
            Terminal.printNote("nothing was written to \(fixFolder): \(escapingControls(unfixed))")
        }
        // Of several parts one can be empty, and of what is resumed all can be done.
        let isEmpty = models.isEmpty && !places.isEmpty && (workload.partition != nil || resumed != nil)
        if isEmpty, !quiet { Terminal.printNote("note: no model is left to verify\(workload.partitionWords)") }
        let own = isEmpty ? .pass : fixFolder == nil ? counter.worst : last ?? .nothing
        let verdict = max(own, resumed?.worst ?? .pass)
        if verdict != .pass { throw ExitCode(verdict.status) }
        if !reports.faults.isEmpty { throw ExitCode(2) }
    }

    /// Checks that no report or baseline replaces something that is needed.
    ///
    /// - Throws: ``Fault`` `file.*`.
    private func checkPlaces(_ models: [String], _ acceptances: Acceptances) throws(Fault) {
        guard !reporting.report.isEmpty || resuming.resume != nil || policy.writeBaseline != nil else { return }
        var places = OutputPlaces()
        for path in acceptances.policies { places.keep(path, as: .policy) }
        places.keep(schemas)
        if let path = policy.baseline { places.keep(path, as: .baseline) }
        for model in models { places.keepModel(model) }
        places.keepStandardOutput()
        for file in reporting.report where !StandardStream.isOutput(file.path) {
            try OutputPlaces.checkName(ofReport: file.path)
            try places.check(file.path, replacing: true)
        }
        if let path = resuming.resume {
            try OutputPlaces.checkName(ofReport: path)
            try places.check(path, replacing: true)
        }
        if let path = policy.writeBaseline, !StandardStream.isOutput(path) {
            try OutputPlaces.checkName(ofReport: path)
            try places.check(path, replacing: true, except: .baseline)
        }
    }

    /// Opens what the reports go to.
    private func sinks(count: Int, of paths: [String]) throws(Fault) -> ReportSinks {
        let repository = reporting.repository
        let run = ReportRun(
            toolVersion: Version.current, failOn: failOn.severity, modelCount: count, root: repository,
            category: [repository.common(paths), className, loader?.name].compactMap(\.self),
            wholeReport: reporting.wholeReport, listsParameters: reporting.parameters,
            scratchFolder: Installation.temporaryFolder())
        let isTaken = policy.printPolicy || policy.writeBaseline.map(StandardStream.isOutput) ?? false
        return try reporting.sinks(run, printsReport: !isTaken, showsPassing: fixFolder != nil)
    }
}

/// Measures how long one model takes.
private struct StopWatch {
    private let began = Int(time(nil))
    private let start = ContinuousClock.now

    /// When the work began, and how long it has taken so far.
    var timing: VerifyReport.Timing {
        let duration = start.duration(to: .now)
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        return VerifyReport.Timing(began: began, seconds: seconds)
    }
}

/// The lowest severity that fails.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
    case error, warning, note, never

    /// Nil: nothing fails.
    var severity: Severity? { Severity(rawValue: rawValue) }
}
