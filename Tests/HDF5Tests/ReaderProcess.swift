import Foundation
import JSONText
import TestSupport

/// A run of `bertconv-hdf5`, as its caller sees it.
struct ReaderProcess {
    enum Ending: Hashable {
        case exited(Int32)
        case signaled(Int32)
    }

    let ending: Ending
    let output: [UInt8]
    let errors: [UInt8]

    /// Starts the program with `input` as its standard input.
    ///
    /// - Parameter seconds: A limit of processor time that is lower than the program's own.
    static func start(_ arguments: [String], input: FileHandle, seconds: Int? = nil) throws -> RunningReader {
        let process = Process()
        let executable = Tool.path("bertconv-hdf5")
        if let seconds {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", "ulimit -S -t \(seconds); exec \"$0\" \"$@\"", executable] + arguments
        } else {
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = arguments
        }
        process.standardInput = input
        let running = RunningReader(process: process)
        process.standardOutput = running.output
        process.standardError = running.errors
        try process.run()
        return running
    }

    /// Starts the program with the file at `path` as its standard input.
    static func start(_ arguments: [String], path: String, seconds: Int? = nil) throws -> RunningReader {
        let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        return try start(arguments, input: input, seconds: seconds)
    }

    /// Runs the program to its end, with the file at `path` as its standard input.
    static func run(_ arguments: [String], path: String, seconds: Int? = nil) throws -> ReaderProcess {
        try start(arguments, path: path, seconds: seconds).finish()
    }

    /// The answer as JSON; nil when it is none.
    var answer: JSONObject? {
        try? JSONParser.parse(output).object
    }

    /// What was refused, which `catalog` says on standard output and `decode` on standard error; nil when nothing was.
    var refusal: Refusal? {
        let said = ending == .exited(1) ? (output.isEmpty ? errors : output) : []
        guard let error = (try? JSONParser.parse(said).object)??["error"]?.object else { return nil }
        return Refusal(error)
    }
}

/// A program that has been started and whose output nobody has read.
struct RunningReader {
    let process: Process
    let output = Pipe()
    let errors = Pipe()

    /// Reads all it says and waits for its end.
    func finish() -> ReaderProcess {
        let said = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let status = process.terminationStatus
        return ReaderProcess(
            ending: process.terminationReason == .exit ? .exited(status) : .signaled(status),
            output: Array(said), errors: Array(complaint))
    }
}

/// The error that the program answers with.
struct Refusal {
    let code: String
    let path: String
    let reason: String
    let causes: [String]

    init?(_ error: JSONObject) {
        guard let code = error["code"]?.string, let reason = error["reason"]?.string, error["path"] != nil,
            let causes = error["causes"]?.array
        else { return nil }
        self.code = code
        self.reason = reason
        path = error["path"]?.string ?? ""
        self.causes = causes.compactMap(\.string)
    }
}
