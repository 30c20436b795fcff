import TestSupport
import Testing

/// Guards that a gate cannot be passed by taking /proc away, which is where Swift reads the arguments of a program.
@Suite("Where /proc is not mounted")
struct WithoutProcTests {
    private static let cover = "mount -t tmpfs none /proc && exec \"$@\""
    private static let isPossible = run(["true"]).status == 0

    /// Runs a program in a mount namespace of its own that has an empty /proc.
    private static func run(_ command: [String]) -> Tool.Run {
        Tool.run(["unshare", "-Ur", "--mount", "/bin/sh", "-c", cover, "sh"] + command)
    }

    private static func bertconv(_ arguments: [String]) -> Tool.Run { run([Tool.path("bertconv")] + arguments) }

    private static let healthy = Fixtures.path("damage/healthy-BertForSequenceClassification")

    @Test("verify judges the model that was named", .enabled(if: isPossible, "needs unshare(1)"))
    func verdicts() {
        #expect(Self.bertconv(["verify", Self.healthy]).output.hasPrefix("PASS "))
        let failing = Self.bertconv(["verify", Fixtures.path("damage/data-parallel")])
        #expect(failing.status == 1)
        #expect(failing.output.hasPrefix("FAIL "))
        #expect(Self.bertconv(["verify", "/nowhere"]).status == 2)
        #expect(Self.bertconv(["verify"]).status == 64)
    }

    @Test("The helper is found, and files are written whole", .enabled(if: isPossible, "needs unshare(1)"))
    func output() {
        let folder = TemporaryFolder()
        let source = Fixtures.path("transformers-4.44.2/BertForSequenceClassification/tf_model.h5")
        for name in ["a.safetensors", "b.h5"] {
            let run = Self.bertconv(["convert", source, folder.file(name)])
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(folder.names == ["a.safetensors", "b.h5"])
        let made = Tool.bertconv(["digest", folder.file("a.safetensors")])
        #expect(made.status == 0)
    }
}
