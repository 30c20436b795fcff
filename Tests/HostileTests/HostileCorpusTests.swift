import TestSupport
import Testing

/// Every case goes through `verify`, `convert` and `inspect` as a user starts them, in a ``Cage``.
@Suite("Files made to do harm", .slow)
struct HostileCorpusTests {
    @Test("Zip archives that two readers see differently", arguments: ZipCases.all)
    func zip(one: HostileCase) { expect(one) }

    @Test("Pickles that run code, or grow without end", arguments: PickleCases.all)
    func pickle(one: HostileCase) { expect(one) }

    @Test("Tensors that lead out of their storage", arguments: TensorCases.all)
    func tensor(one: HostileCase) { expect(one) }

    @Test("Files of torch before 1.6", arguments: LegacyCases.all)
    func legacy(one: HostileCase) { expect(one) }

    @Test("Safetensors headers that lie", arguments: SafetensorsCases.all)
    func safetensors(one: HostileCase) { expect(one) }

    @Test("Indices that lead elsewhere", arguments: IndexCases.all)
    func index(one: HostileCase) { expect(one) }

    @Test("Configurations, vocabularies and policies", arguments: ConfigurationCases.all)
    func configuration(one: HostileCase) { expect(one) }

    @Test("HDF5 files that lead out of themselves", arguments: KerasCases.all)
    func keras(one: HostileCase) { expect(one) }

    @Test("Checkpoints of TensorFlow that lie about their values", arguments: BundleCases.all)
    func bundle(one: HostileCase) { expect(one, also: [["inspect", "--stats"], ["digest"], ["diff"]]) }

    @Test("Files that are something else", arguments: ForeignCases.all)
    func foreign(one: HostileCase) { expect(one) }

    @Test("The corpus has more than 310 cases, and no two have one name")
    func size() {
        let suites: [[HostileCase]] = [
            ZipCases.all, PickleCases.all, TensorCases.all, LegacyCases.all, SafetensorsCases.all, IndexCases.all,
            ConfigurationCases.all, KerasCases.all, BundleCases.all, ForeignCases.all,
        ]
        let names = suites.flatMap { $0 }.map(\.name)
        #expect(names.count >= 310)
        #expect(Set(names).count == names.count)
    }
}

/// Runs the commands on a case and compares each with what it must give.
///
/// - Parameter others: more commands, which read values.
private func expect(_ one: HostileCase, also others: [[String]] = []) {
    let folder = TemporaryFolder()
    let path = one.make(folder)
    let arguments = one.arguments(folder)
    let names = folder.names + (one.convert == 0 ? ["out.safetensors"] : [])
    let note = Comment(rawValue: "\(one.name), guarded by \(one.guardedBy)")

    let verify = Cage.run(["verify", "--format", "json"] + arguments + ["--", path])
    expectSound(verify, one)
    switch one.verdict {
    case .refused(let code, let rule):
        #expect(verify.status == 2, note)
        #expect(verify.codes == [code], note)
        if let rule { #expect(verify.rules.contains(rule), note) }
    case .stopped(let words):
        #expect(verify.status == 2, note)
        #expect(verify.output.isEmpty, note)
        #expect(verify.errors.hasPrefix("error: \(folder.path)/"), note)
        #expect(verify.errors.contains(words), "\(verify.errors.prefix(300)), \(note)")
        #expect(folder.names == names, note)
        return
    case .found(let rule):
        #expect(verify.status == 1, note)
        #expect(verify.rules.contains(rule), note)
        #expect(verify.codes.isEmpty, note)
    case .fine:
        #expect(verify.status <= 1, note)
        #expect(verify.codes.isEmpty, note)
        #expect(!verify.rules.contains { $0.hasPrefix("BC6") }, "\(verify.rules), \(note)")
    }
    for (command, status) in [
        (["convert", "--quiet", "--", path, folder.file("out.safetensors")], one.convert),
        (["inspect", "--", path], one.inspect),
    ] where status != 2 || command[0] == "convert" || one.listsRest {
        let run = Cage.run(command)
        expectSound(run, one)
        #expect(run.status == status, "\(command[0]), \(note): \(run.errors)")
        if command[0] == "inspect", one.listsRest {
            #expect(run.errors.contains("could not be read and"), "\(run.errors), \(note)")
        } else if status == 2 {
            #expect(run.output.isEmpty, note)
            #expect(run.errors.hasPrefix("error: \(folder.path)"), note)
            let lines = run.errors.split(separator: "\n")
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }, "\(run.errors), \(note)")
        }
        if command[0] == "convert" {
            for words in one.saying { #expect(lines(run).first?.contains(words) == true, "\(run.errors), \(note)") }
        }
    }
    // What a model needs to be run can be sound where other parts are not.
    let probe = Cage.run(["probe", "--ids", "1,2", "--", path])
    expectSound(probe, one)
    #expect(probe.status <= 2, note)
    if probe.status == 2 {
        #expect(probe.output.isEmpty, note)
        #expect(probe.errors.hasPrefix("error: "), "\(probe.errors), \(note)")
    }
    if !others.isEmpty { expectHeaders(of: path, one) }
    for command in others { expectRefusal(of: command, path, one) }
    #expect(folder.names == names.sorted(), "files were written, \(note)")
}

/// Runs `verify --headers-only`, which reads no values: it stops only at names that are refused.
private func expectHeaders(of path: String, _ one: HostileCase) {
    let run = Cage.run(["verify", "--headers-only", "--format", "json", "--", path])
    expectSound(run, one)
    if case .refused(let code, _) = one.verdict, one.inspect == 2 {
        #expect(run.status == 2 && run.codes == [code], "\(one.name): \(run.codes)")
    } else {
        #expect(run.status <= 1 && run.codes.isEmpty, "\(one.name): \(run.codes)")
    }
}

/// Runs a command that reads values: it stops where `verify` does, with the same words as `convert`.
private func expectRefusal(of command: [String], _ path: String, _ one: HostileCase) {
    let arguments = command[0] == "diff" ? [path, path] : [path]
    let run = Cage.run(command + ["--"] + arguments)
    expectSound(run, one)
    guard case .refused = one.verdict else {
        #expect(run.status <= 1, "\(command), \(one.name): \(run.errors)")
        return
    }
    #expect(run.status == 2, "\(command), \(one.name): \(run.output)")
    #expect(run.output.isEmpty, "\(command), \(one.name)")
    for words in one.saying { #expect(run.errors.contains(words), "\(command), \(one.name): \(run.errors)") }
}

private func lines(_ run: Cage.Run) -> [Substring] { run.errors.split(separator: "\n") }

/// No crash, no limit reached, no character that a terminal obeys, nothing of a file that was not given.
private func expectSound(_ run: Cage.Run, _ one: HostileCase) {
    let note = Comment(rawValue: "\(one.name), guarded by \(one.guardedBy): \(run.errors.prefix(500))")
    #expect(run.status < 128, note)
    #expect(run.residentBytes <= Cage.residentBytes, note)
    #expect(run.touchedPages <= Cage.touchedPages, note)
    #expect(run.unescaped.isEmpty, note)
    if let canary = one.canary { #expect(!(run.output + run.errors).contains(canary), note) }
}
