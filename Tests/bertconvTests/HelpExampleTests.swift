import ByteIO
import TestSupport
import Testing

@Suite("The examples that --help shows")
struct HelpExampleTests {
    /// The lines below "Examples:" in a command's help.
    private static func examples(of command: String) -> [String] {
        let help = Tool.bertconv([command, "--help"]).output
        guard let start = help.firstRange(of: "Examples:\n") else { return [] }
        return help[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { $0.hasPrefix("  bertconv ") }.map { $0.drop { $0 == " " }.description }
    }

    /// The files and folders that the examples name: one model in several formats and types.
    private static let models = """
        cp "$SOURCE/tf_model.h5" "$SOURCE/config.json" .
        bertconv convert --quiet tf_model.h5 model.safetensors
        for folder in model old new bert-base-uncased; do
            bertconv convert --quiet "$SOURCE" $folder --to safetensors
        done
        bertconv convert --quiet model half --to safetensors --dtype f16
        """

    @Test(
        "Each of them does what it should in a folder with such files", .slow, arguments: ["diff", "digest", "inspect"])
    func examples(command: String) throws {
        let examples = Self.examples(of: command)
        #expect(examples.count >= 2, "\(examples)")
        let folder = TemporaryFolder()
        let products = FilePath.folder(of: Tool.path("bertconv"))
        let script = folder.write(
            "cd '\(folder.path)'\n\(Self.models)\n" + examples.joined(separator: "\n") + "\n", to: "examples.sh")
        let source = Fixtures.path("transformers-4.44.2/BertForSequenceClassification")
        let run = Tool.run(["sh", "-e", script], environment: ["PATH=\(products):$PATH", "SOURCE='\(source)'"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.isEmpty)
    }
}
