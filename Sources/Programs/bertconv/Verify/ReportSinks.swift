import ArgumentParser
import ByteIO
import Conversion
import Policies
import Reporting

/// Where the reports of one run of `verify` go: to files first, then to standard output.
///
/// If one cannot be written, that is remembered and stops neither the others nor the run, whose verdict decides.
final class ReportSinks {
    private var files: [ReportSink]
    private let screen: ReportSink?
    /// The number of models that are still to come.
    private var left: Int
    /// Why reports were not written.
    private(set) var faults: [Fault] = []

    /// - Parameters:
    ///   - screen: the report on standard output; nil: none.
    ///   - count: the number of models.
    init(files: [ReportSink], screen: ReportSink?, count: Int) {
        self.files = files
        self.screen = screen
        left = count
        if count == 0 { finishFiles() }
    }

    /// Adds the report of a model.
    ///
    /// - Parameter alongside: writes what else belongs to the model, such as its baseline.
    func append(_ report: VerifyReport, alongside: () throws(Fault) -> Void) {
        files = files.filter { file in attempt { () throws(Fault) in try file.append(report) } }
        attempt(alongside)
        left -= 1
        if left == 0 { finishFiles() }
        attempt { () throws(Fault) in try screen?.append(report) }
    }

    /// Ends the report on standard output; the files are complete by then.
    func finish() {
        attempt { () throws(Fault) in try screen?.finish() }
    }

    private func finishFiles() {
        for file in files { attempt { () throws(Fault) in try file.finish() } }
        files = []
    }

    /// Whether the work succeeded; its fault is remembered.
    @discardableResult
    private func attempt(_ work: () throws(Fault) -> Void) -> Bool {
        do throws(Fault) {
            try work()
            return true
        } catch {
            faults.append(error)
            return false
        }
    }
}

/// Where one report goes, model by model: to a file that appears whole or not at all, or to standard output.
final class ReportSink {
    private let isOnStandardOutput: Bool
    private var stream: ReportStream?
    private var file: AtomicText?

    /// - Parameter path: a file, which is replaced if it exists; nil: standard output.
    init(_ stream: ReportStream, at path: String?) throws(Fault) {
        self.stream = stream
        isOnStandardOutput = path == nil
        file = try path.map { path throws(Fault) in try AtomicText.create(at: path, replacing: true) }
    }

    func append(_ report: VerifyReport) throws(Fault) {
        guard var stream = stream.take() else { return }
        try stream.append(report) { (text) throws(Fault) in try write(text) }
        self.stream = stream
    }

    /// Ends the report and gives the file its name.
    func finish() throws(Fault) {
        guard var stream = stream.take() else { return }
        try stream.finish { (text) throws(Fault) in try write(text) }
        if let file = file.take() { try file.commit() }
    }

    private func write(_ text: String) throws(Fault) {
        if isOnStandardOutput { return Terminal.print(text) }
        guard var file = file.take() else { return }
        try file.append(text)
        self.file = consume file
    }
}

extension OutputPlaces {
    /// Refuses a report under a name that libraries take for a part of a model.
    ///
    /// - Throws: ``Fault`` `file.is-needed`.
    static func checkName(ofReport path: String) throws(Fault) {
        let name = FilePath.name(of: path)
        guard ModelFileNames.belongsToModel(name) else { return }
        throw Fault(
            .fileIsNeeded, file: path, reason: "'\(name)' is the name of a model's file, which loaders look for",
            remedy: "give the report another name")
    }

    /// Keeps what belongs to the model at `path`: all files of a folder, or a file and the model's files beside it.
    mutating func keepModel(_ path: String) {
        guard PathKind(of: path) != .folder else { return keep(modelFolder: path) }
        keep(path, as: .input)
        let folder = FilePath.folder(of: path)
        for name in (try? Folder.names(in: folder)) ?? [] where ModelFileNames.belongsToModel(name) {
            keep(FilePath.join(folder, name), as: .model(folder))
        }
    }
}
