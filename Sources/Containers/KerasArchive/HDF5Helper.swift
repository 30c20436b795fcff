package import ByteIO
internal import Glibc
internal import JSONText

/// Asks `bertconv-hdf5`, the one program that links libhdf5, about a file.
///
/// libhdf5 never runs in this process: on public collections of malformed files version 1.10.8 crashes or
/// hangs on every fifth. The helper gets the open file as its standard input and an empty environment; its cage
/// limits how long it may compute, ``HelperWatch`` how long it may wait. Whatever it says is checked against the file
/// before use.
package struct HDF5Helper: Sendable {
    /// Names in one `decode`: a command line must stay under the system's 2 MiB.
    private static let decodeBatch = 500

    /// The helper's executable.
    private let executable: String
    private let watch: HelperWatch

    package init(executable: String) {
        self.init(executable: executable, watch: HelperWatch())
    }

    init(executable: String, watch: HelperWatch) {
        self.executable = executable
        self.watch = watch
    }
}

extension HDF5Helper {
    /// Everything in the file: groups, datasets, attributes.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, naming the file.
    package func catalog(of file: InputFile) throws(Fault) -> HDF5Catalog {
        do {
            let answer = try ask(["catalog"], input: file.descriptor, output: .answer)
            try answer.checkSuccess(answer: answer.output)
            return try HDF5Catalog(answer.output, of: file)
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Writes the values of `datasets`, one after the other, row-major and little-endian, to `scratch`.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, naming the file.
    package func decode(
        _ datasets: [String], of file: InputFile, into scratch: borrowing InputFile.Scratch
    ) throws(Fault) {
        do throws(Fault) {
            for start in stride(from: 0, to: datasets.count, by: Self.decodeBatch) {
                let batch = datasets[start..<min(start + Self.decodeBatch, datasets.count)]
                let answer = try ask(
                    ["decode"] + batch, input: file.descriptor, output: .file(descriptor: scratch.descriptor))
                try answer.checkSuccess(answer: answer.errors)
            }
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Makes the HDF5 structure that `specification` describes in an empty output file.
    ///
    /// - Returns: the helper's answer: where each dataset's bytes go.
    /// - Throws: ``Fault`` `hdf5.*`, naming the output.
    func skeleton(_ specification: String, into file: borrowing AtomicFile) throws(Fault) -> [UInt8] {
        let path = file.path
        do {
            // In a file, so that it does not have to be fed while it answers.
            let question = try InputFile.scratch(in: FilePath.folder(of: path), standingFor: path)
            try question.write(specification, at: 0)
            let answer = try ask(
                ["skeleton"], input: question.descriptor, output: .file(descriptor: file.descriptor))
            try answer.checkSuccess(answer: answer.errors)
            return answer.errors
        } catch {
            throw error.inFile(path)
        }
    }

    /// - Parameter input: a descriptor that becomes the helper's standard input.
    private func ask(
        _ arguments: [String], input: Int32, output: ChildProcess.Output
    ) throws(Fault) -> ChildProcess.Answer {
        var helper: ChildProcess
        do throws(ChildProcess.NotStarted) {
            helper = try ChildProcess(executable, arguments, input: input, output: output)
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR, EACCES, ENOEXEC: throw .helperMissing(executable)
            default: throw .helperFailed(["start \(executable): \(error)"])
            }
        }
        var watch = watch
        let answer = try helper.answer(limit: KerasLimits.answerBytes, every: watch.interval) {
            (helper) throws(Fault) in
            if let hang = watch.look(at: helper) { throw hang.fault }
        }
        guard let answer else { throw .helperSaidTooMuch(limit: KerasLimits.answerBytes) }
        return answer
    }
}

extension ChildProcess.Answer {
    /// - Parameter answer: where the helper puts its reason when it refuses.
    /// - Throws: ``Fault`` unless the helper exited with 0.
    func checkSuccess(answer: [UInt8]) throws(Fault) {
        switch end {
        case .exited(0): return
        case .exited(1): throw Self.refusal(answer)
        case .exited(let code):
            throw .helperFailed(["exit status \(code)", String(decoding: errors.prefix(500), as: UTF8.self)])
        case .killed(let signal): throw Self.fault(ofSignal: signal)
        }
    }

    /// SIGXCPU is the limit of processor time, SIGXFSZ the limit on files, which may be the user's, and SIGSYS the
    /// filter's answer to a system call that the helper may not make.
    private static func fault(ofSignal signal: Int32) -> Fault {
        switch signal {
        case SIGXCPU: .helperComputedTooLong()
        case SIGSYS: .helperTriedForbidden(signal: signal)
        case SIGXFSZ: .noRoom(["the limit on the size of files was reached"])
        default: .helperCrashed(signal: signal)
        }
    }

    private static func refusal(_ answer: [UInt8]) -> Fault {
        guard let object = try? HelperAnswer.object(answer)?["error"]?.object,
            let code = object["code"]?.string, let reason = object["reason"]?.string
        else { return .answer("bertconv-hdf5 failed without a reason") }
        let causes = (object["causes"]?.array ?? []).prefix(shownCauses).compactMap(\.string).map(shortened)
        if code == "output" { return .noRoom([shortened(reason)] + causes) }
        guard HDF5Helper.refusals.contains(code) else {
            return .answer("bertconv-hdf5 failed for a reason that is none of its own")
        }
        return .refused(
            code, path: object["path"]?.string.map(shortened), reason: shortened(reason), causes: causes)
    }

    private static let shownCauses = 8
    /// Bytes of a text of the helper's that are shown; it quotes names of up to 4 KiB.
    private static let shownBytes = 8192

    private static func shortened(_ text: String) -> String {
        text.utf8.count <= shownBytes ? text : String(decoding: text.utf8.prefix(shownBytes), as: UTF8.self) + "…"
    }
}

extension HDF5Helper {
    /// The helper's words for what it refuses; `HDF5Error.Code` has them, too.
    package static let refusals: Set = [
        "not-hdf5", "corrupt", "external-storage", "external-link", "soft-link", "user-defined-link", "virtual-dataset",
        "group-cycle", "unknown-filter", "too-many-objects", "too-deep", "attribute-too-large", "shape-bomb",
        "chunk-too-large", "answer-too-large", "unsupported-type", "bad-name", "bad-string", "no-such-dataset",
        "never-written", "changed", "bad-specification", "duplicate-path", "file-too-large", "output",
    ]
}
