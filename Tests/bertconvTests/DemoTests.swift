import TestSupport
import Testing

@Suite("bertconv demo")
struct DemoTests {
    @Test("It prints three commands with what each of them prints, and leaves nothing behind")
    func demo() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["demo"], environment: ["TMPDIR='\(folder.path)'"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.isEmpty)
        let commands = run.output.split(separator: "\n").filter { $0.hasPrefix("$ bertconv ") }
        #expect(
            commands == [
                "$ bertconv convert model/tf_model.h5 model/model.safetensors", "$ bertconv verify model",
                "$ bertconv verify model --as BertForPreTraining --headers-only",
            ])
        for line in ["wrote model/model.safetensors: 41 tensors", "\nPASS model", "\nFAIL model: cls is missing"] {
            #expect(run.output.contains(line), "\(line)")
        }
        #expect(run.output.split(separator: "\n").filter { $0.hasPrefix("(exit status") } == ["(exit status 1)"])
        #expect(folder.contents.isEmpty)
    }

    @Test("Without a temporary folder it is an error in one line")
    func withoutFolder() {
        let run = Tool.bertconv(["demo"], environment: ["TMPDIR=/nowhere"])
        #expect(run.status == 2)
        #expect(run.output.isEmpty && run.errors.hasPrefix("error: ") && run.errors.contains("/nowhere"))
    }
}
