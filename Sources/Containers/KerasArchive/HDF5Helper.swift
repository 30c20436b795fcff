package import ByteIO
internal import Glibc
internal import JSONText
internal import Subprocess
internal import SystemPackage

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
    package func catalog(of file: InputFile) async throws(Fault) -> HDF5Catalog {
        do {
            let answer = try await ask(
                ["catalog"], input: file.descriptor, output: .bytes(limit: Limits.answerBytes))
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
    ) async throws(Fault) {
        let descriptor = FileDescriptor(rawValue: scratch.descriptor)
        do throws(Fault) {
            for start in stride(from: 0, to: datasets.count, by: Self.decodeBatch) {
                let batch = datasets[start..<min(start + Self.decodeBatch, datasets.count)]
                let answer = try await ask(
                    ["decode"] + batch, input: file.descriptor,
                    output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false))
                try answer.checkSuccess(answer: answer.error)
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
        let descriptor = FileDescriptor(rawValue: file.descriptor)
        let path = file.path
        do {
            // Not through a pipe: where its reader dies before the end, swift-subprocess 1.0.2 ends this program.
            let question = try InputFile.scratch(in: FilePath.folder(of: path), standingFor: path)
            try question.write(specification, at: 0)
            let answer = try await ask(
                ["skeleton"], input: question.descriptor,
                output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false))
            try answer.checkSuccess(answer: answer.error)
            return answer.error
        } catch {
            throw error.inFile(path)
        }
    }

    /// - Parameter input: a descriptor that becomes the helper's standard input.
    private func ask<Output: OutputProtocol & Sendable>(
        _ arguments: [String], input: Int32, output: Output
    ) async throws(Fault) -> HDF5Answer where Output.OutputType: Sendable {
        let executable = Executable.path(SystemPackage.FilePath(self.executable))
        let input = FileDescriptor(rawValue: input)
        let (started, start) = AsyncStream.makeStream(of: pid_t.self)
        defer { Interruption.letEnd() }
        do {
            return try await withThrowingTaskGroup(of: HDF5Answer.self) { group in
                // Whichever ends first ends the other; swift-subprocess kills the helper.
                defer { group.cancelAll() }
                group.addTask {
                    let result = try await run(
                        executable, arguments: Arguments(arguments), environment: .custom([:]),
                        input: .fileDescriptor(input, closeAfterSpawningProcess: false), output: output,
                        error: .bytes(limit: Limits.answerBytes)
                    ) { execution in
                        start.yield(execution.processIdentifier.value)
                    }
                    return HDF5Answer(
                        status: result.terminationStatus, output: result.standardOutput as? [UInt8] ?? [],
                        error: result.standardError)
                }
                group.addTask { [watch] in
                    for await helper in started { throw try await watch.hang(of: helper).fault }
                    throw CancellationError()
                }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
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

    /// - Parameter answer: where the helper puts its reason when it refuses.
    /// - Throws: ``Fault`` unless the helper exited with 0.
    func checkSuccess(answer: [UInt8]) throws(Fault) {
        switch status {
        case .exited(0): return
        case .exited(1): throw Self.refusal(answer)
        case .exited(let code):
            throw .helperFailed(["exit status \(code)", String(decoding: error.prefix(500), as: UTF8.self)])
        case .signaled(let signal): throw Self.fault(ofSignal: signal)
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
