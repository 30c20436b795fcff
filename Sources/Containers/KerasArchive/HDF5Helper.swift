package import ByteIO
internal import Glibc
package import HelperProtocol
internal import JSONText

/// Asks `bertconv-hdf5`, the only program that links libhdf5, about a file.
///
/// libhdf5 never runs in this process: version 1.10.8 crashes or hangs on a fifth of the public collections of
/// malformed files. The helper gets the open file as its standard input and an empty environment. Its cage limits how
/// long it may compute, and ``HelperWatch`` how long it may wait. Its answers are checked against the file before use.
package struct HDF5Helper: Sendable {
    /// Datasets in one `decode`: their paths are arguments of a program, for which the system has 2 MiB.
    private static let decodeBatch = 500

    /// The path of the helper.
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
    /// The groups, datasets and attributes of the file, or of the HDF5 file that is a part of it.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, naming the file.
    package func catalog(of file: InputFile, _ part: HelperPart? = nil) throws(Fault) -> HDF5Catalog {
        do {
            let answer = try ask(.catalog, part, of: file, output: .answer)
            try answer.checkSuccess(report: answer.output)
            return try HDF5Catalog(answer.output, fileByteCount: part?.count ?? file.byteCount)
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Writes the values of `datasets`, one after the other, row-major and little-endian, to `scratch`.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, naming the file.
    package func decode(
        _ datasets: [String], of file: InputFile, _ part: HelperPart? = nil, into scratch: borrowing InputFile.Scratch
    ) throws(Fault) {
        do throws(Fault) {
            for start in stride(from: 0, to: datasets.count, by: Self.decodeBatch) {
                let batch = datasets[start..<min(start + Self.decodeBatch, datasets.count)]
                let answer = try ask(
                    .decode(Array(batch)), part, of: file, output: .file(descriptor: scratch.descriptor))
                try answer.checkSuccess(report: answer.errors)
            }
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Makes an empty output file the HDF5 file that `specification` describes, but for the data.
    ///
    /// - Returns: where the data of each dataset goes, not yet checked against the file.
    /// - Throws: ``Fault`` `hdf5.*`, naming the output.
    func skeleton(
        _ specification: SkeletonSpecification, into file: borrowing AtomicFile
    ) throws(Fault) -> SkeletonAnswer {
        let path = file.path
        do {
            // In a file, because nothing can be written to a pipe while this program waits for the answer.
            let text = try InputFile.scratch(in: FilePath.folder(of: path), standingFor: path)
            try text.write(JSONWriter.compact(specification.json), at: 0)
            let answer = try ask(.skeleton, [], input: text.descriptor, output: .file(descriptor: file.descriptor))
            try answer.checkSuccess(report: answer.errors)
            return try SkeletonAnswer(parsing: answer.errors)
        } catch {
            throw error.inFile(path)
        }
    }

    /// Asks about a file: one of this machine becomes the helper's standard input, and of another one the bytes that the
    /// helper needs are fetched.
    private func ask(
        _ question: HelperQuestion, _ part: HelperPart?, of file: InputFile, output: ChildProcess.Output
    ) throws(Fault) -> ChildProcess.Answer {
        let options = part?.arguments ?? []
        if let descriptor = file.descriptor {
            return try ask(question, options, input: descriptor, output: output)
        }
        let reads = try RemoteReads(file)
        return try ask(
            question, reads.asked.arguments + options, input: reads.helperEnd, output: output, asking: reads.socket
        ) { () throws(Fault) in try reads.answerOne() }
    }

    /// - Parameters:
    ///   - input: a descriptor that becomes the helper's standard input.
    ///   - socket: where the helper asks for bytes; -1: nowhere.
    ///   - serve: answers a question there; false: no other one follows.
    private func ask(
        _ question: HelperQuestion, _ options: [String], input: Int32, output: ChildProcess.Output,
        asking socket: Int32 = -1, serve: () throws(Fault) -> Bool = { false }
    ) throws(Fault) -> ChildProcess.Answer {
        var helper: ChildProcess
        do throws(ChildProcess.NotStarted) {
            helper = try ChildProcess(
                executable, options + question.arguments, input: input, output: output)
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR, EACCES, ENOEXEC: throw .helperMissing(executable)
            default: throw .helperFailed(["start \(executable): \(error)"])
            }
        }
        var watch = watch
        let answer = try helper.answer(
            limit: HelperLimits.answerBytes, every: watch.interval, asking: socket, serve: serve
        ) { (helper) throws(Fault) in
            if let hang = watch.look(at: helper) { throw hang.fault }
        }
        guard let answer else { throw .answerTooLong(limit: HelperLimits.answerBytes) }
        return answer
    }
}

extension ChildProcess.Answer {
    /// - Parameter report: the text of the stream that the helper writes its errors to.
    /// - Throws: ``Fault`` unless the helper has answered.
    func checkSuccess(report: [UInt8]) throws(Fault) {
        switch end {
        case .exited(let status):
            switch HelperExit(rawValue: status) {
            case .answered: return
            case .refused: throw .refused(try HDF5Error(parsing: report))
            case .misused, nil:
                throw .helperFailed(["exit status \(status)", String(decoding: errors.prefix(500), as: UTF8.self)])
            }
        case .killed(let signal): throw Self.fault(ofSignal: signal)
        }
    }

    /// SIGXCPU: the limit of processor time.
    ///
    /// SIGXFSZ: the limit on the size of files, which may be the user's. SIGSYS: a system call that the filter forbids.
    private static func fault(ofSignal signal: Int32) -> Fault {
        switch signal {
        case SIGXCPU: .helperComputedTooLong()
        case SIGSYS: .helperTriedForbidden(signal: signal)
        case SIGXFSZ: .noRoom(["the limit on the size of files was reached"])
        default: .helperCrashed(signal: signal)
        }
    }
}
