package import ByteIO
internal import Glibc
internal import JSONText
internal import Subprocess
internal import SystemPackage

/// Asks `bertconv-hdf5`, the one program that links libhdf5, about a file.
///
/// libhdf5 never runs in this process: on public collections of malformed files version 1.10.8 crashes or
/// hangs on every fifth. The helper gets the open file as its standard input, an empty environment, and a
/// limited time; whatever it says is checked against the file before use.
package struct HDF5Helper: Sendable {
    /// Names in one `decode`: a command line must stay under the system's 2 MiB.
    private static let decodeBatch = 500

    /// The helper's executable.
    private let executable: String
    private let timeLimit: Int?

    /// - Parameter timeLimit: seconds for one question, whichever it is; nil: the limits above.
    package init(executable: String, timeLimit: Int? = nil) {
        self.executable = executable
        self.timeLimit = timeLimit
    }
}

extension HDF5Helper {
    /// Everything in the file: groups, datasets, attributes.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, naming the file.
    package func catalog(of file: InputFile) async throws(Fault) -> HDF5Catalog {
        do {
            let limit = timeLimit ?? Limits.catalogSeconds
            let answer = try await ask(
                ["catalog"], input: file.descriptor, output: .bytes(limit: Limits.answerBytes), seconds: limit)
            try answer.checkSuccess(answer: answer.output, seconds: limit)
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
    ) async throws(Fault) {
        let descriptor = FileDescriptor(rawValue: scratch.descriptor)
        let limit = timeLimit ?? Limits.decodeSeconds
        do throws(Fault) {
            for start in stride(from: 0, to: datasets.count, by: Self.decodeBatch) {
                let batch = datasets[start..<min(start + Self.decodeBatch, datasets.count)]
                let answer = try await ask(
                    ["decode"] + batch, input: file.descriptor,
                    output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false), seconds: limit)
                try answer.checkSuccess(answer: answer.error, seconds: limit)
            }
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Makes the HDF5 structure that `specification` describes in an empty output file.
    ///
    /// - Returns: the helper's answer: where each dataset's bytes go.
    /// - Throws: ``Fault`` `hdf5.*`, naming the output.
    func skeleton(_ specification: String, into file: borrowing AtomicFile) async throws(Fault) -> [UInt8] {
        let limit = timeLimit ?? Limits.catalogSeconds
        let descriptor = FileDescriptor(rawValue: file.descriptor)
        let path = file.path
        do {
            // Not through a pipe: where its reader dies before the end, swift-subprocess 1.0.2 ends this program.
            let question = try InputFile.scratch(in: FilePath.folder(of: path), standingFor: path)
            try question.write(specification, at: 0)
            let answer = try await ask(
                ["skeleton"], input: question.descriptor,
                output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false), seconds: limit)
            try answer.checkSuccess(answer: answer.error, seconds: limit)
            return answer.error
        } catch {
            throw error.inFile(path)
        }
    }

    /// - Parameter input: a descriptor that becomes the helper's standard input.
    private func ask<Output: OutputProtocol & Sendable>(
        _ arguments: [String], input: Int32, output: Output, seconds limit: Int
    ) async throws(Fault) -> HDF5Answer where Output.OutputType: Sendable {
        let executable = Executable.path(SystemPackage.FilePath(self.executable))
        let input = FileDescriptor(rawValue: input)
        let (unstarted, start) = AsyncStream.makeStream(of: Never.self)
        defer { Interruption.letEnd() }
        do {
            return try await withThrowingTaskGroup(of: HDF5Answer?.self) { group in
                group.addTask {
                    let result = try await run(
                        executable, arguments: Arguments(arguments), environment: .custom([:]),
                        input: .fileDescriptor(input, closeAfterSpawningProcess: false), output: output,
                        error: .bytes(limit: Limits.answerBytes)
                    ) { _ in start.finish() }
                    return HDF5Answer(
                        status: result.terminationStatus, output: result.standardOutput as? [UInt8] ?? [],
                        error: result.standardError)
                }
                group.addTask {
                    // The helper's time, not that of a busy machine until it is started.
                    for await _ in unstarted {}
                    try await Task.sleep(for: .seconds(limit))
                    return nil
                }
                let first = try await group.next() ?? nil
                group.cancelAll()
                if let first { return first }
                // On a busy machine it may have been done in time, and nobody had looked.
                guard let late = try? await group.next() ?? nil, case .exited = late.status else {
                    throw Fault.helperTimedOut(seconds: limit)
                }
                return late
            }
        } catch let fault as Fault {
            throw fault
        } catch let error as SubprocessError {
            switch error.code {
            case .executableNotFound: throw .helperMissing(self.executable)
            case .outputLimitExceeded: throw .helperSaidTooMuch(limit: Limits.answerBytes)
            default: throw .helperFailed(["\(error)"])
            }
        } catch {
            throw .helperFailed(["\(error)"])
        }
    }
}

/// How a run of the helper ended and what it said.
package struct HDF5Answer: Sendable {
    let status: TerminationStatus
    let output: [UInt8]
    let error: [UInt8]

    /// - Parameters:
    ///   - answer: where the helper puts its reason when it refuses.
    ///   - seconds: the time that it had.
    /// - Throws: ``Fault`` unless the helper exited with 0.
    func checkSuccess(answer: [UInt8], seconds: Int) throws(Fault) {
        switch status {
        case .exited(0): return
        case .exited(1): throw Self.refusal(answer)
        case .exited(let code):
            throw .helperFailed(["exit status \(code)", String(decoding: error.prefix(500), as: UTF8.self)])
        case .signaled(let signal): throw Self.fault(ofSignal: signal, seconds: seconds)
        }
    }

    /// SIGXCPU and SIGALRM are the helper's own limits of time, SIGXFSZ is the user's limit on files, SIGSYS is the
    /// filter's answer to a system call that is not the helper's business.
    private static func fault(ofSignal signal: Int32, seconds: Int) -> Fault {
        switch signal {
        case SIGALRM, SIGXCPU: .helperTimedOut(seconds: seconds)
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
        guard refusals.contains(code) else {
            return .answer("bertconv-hdf5 failed for a reason that is none of its own")
        }
        return .refused(
            code, path: object["path"]?.string.map(shortened), reason: shortened(reason), causes: causes)
    }
}

extension HDF5Answer {
    /// The helper's words for what it refuses; `HDF5Error.Code` has them, too.
    package static let refusals: Set = [
        "not-hdf5", "corrupt", "external-storage", "external-link", "soft-link", "user-defined-link", "virtual-dataset",
        "group-cycle", "unknown-filter", "too-many-objects", "too-deep", "attribute-too-large", "shape-bomb",
        "chunk-too-large", "answer-too-large", "unsupported-type", "bad-name", "bad-string", "no-such-dataset",
        "never-written", "changed", "bad-specification", "duplicate-path", "file-too-large", "output",
    ]
    private static let shownCauses = 8
    /// Bytes of a text of the helper's that are shown; it quotes names of up to 4 KiB.
    private static let shownBytes = 8192

    private static func shortened(_ text: String) -> String {
        text.utf8.count <= shownBytes ? text : String(decoding: text.utf8.prefix(shownBytes), as: UTF8.self) + "…"
    }
}
