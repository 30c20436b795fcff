import ArgumentParser
import ByteIO
import Glibc

/// Shows what the program is for, with a small model that is a part of the program.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Convert and verify a small model that TensorFlow wrote, and show how.",
        discussion: """
            Each command is printed as it would be typed, and then run, in a temporary folder that is removed at the \
            end.

            Example:
              bertconv demo
            """)

    func run() throws {
        let temporary = Installation.temporaryFolder()
        let place = FilePath.join(Containment.resolved(temporary) ?? temporary, "bertconv-demo-\(getpid())")
        let folder = try AtomicFolder.create(at: place)
        guard unsafe chdir(folder.temporaryPath) == 0 else { throw Self.noFolder(folder.temporaryPath) }
        try Folder.create("model")
        try Self.write(PackageResources.tf_model_h5, to: "model/tf_model.h5")
        try Self.write(PackageResources.config_json, to: "model/config.json")

        say("TensorFlow wrote this checkpoint, and transformers 5 no longer reads it. No Python is needed here:")
        try show("convert", "model/tf_model.h5", "model/model.safetensors")
        unsafe unlink("model/tf_model.h5")
        say("Does every weight of its class come from the new file?")
        try show("verify", "model")
        say("And every weight of the class that the service will load?")
        try show("verify", "model", "--as", "BertForPreTraining", "--headers-only")
        say("'bertconv explain BC101' describes the rule. Now try 'bertconv verify' with a model of yours.")
    }

    private func say(_ text: String) {
        Terminal.printResult("\n" + text)
    }

    /// Prints a command and runs it; a status that is not 0 is printed too.
    private func show(_ arguments: String...) throws {
        Terminal.printResult("\n$ bertconv " + arguments.joined(separator: " "))
        do {
            var command = try Bertconv.parseAsRoot(arguments)
            try command.run()
        } catch let status as ExitCode {
            Terminal.printResult("(exit status \(status.rawValue))")
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(Fault) {
        let file = try AtomicFile.create(at: path, byteCount: UInt64(bytes.count), replacing: false)
        let block = Block(byteCount: bytes.count)
        unsafe block.bytes.copyBytes(from: bytes)
        try unsafe file.write(UnsafeRawBufferPointer(block.bytes), at: 0)
        try file.commit()
    }

    private static func noFolder(_ path: String) -> Fault {
        Fault(
            .fileSystem, file: path, reason: "the folder cannot be entered",
            remedy: "name another temporary folder in the variable TMPDIR")
    }
}
