import TestSupport
import Testing
import Verification

@Suite("Shell completions know the values that options take")
struct CompletionTests {
    private static let values = ["json=verify.json", "intoto=verify.intoto.jsonl", "BC101", "BC706", "safetensors"]

    @Test("The script of each shell has the rules and formats", arguments: ["bash", "zsh", "fish"])
    func scripts(shell: String) {
        let run = Tool.bertconv(["--generate-completion-script", shell])
        #expect(run.status == 0)
        for value in Self.values { #expect(run.output.contains(value), "\(value)") }
    }

    @Test(
        "Bash completes classes, libraries, rules, formats and commands as they are typed",
        arguments: [
            (["verify", "--as", "BertForMasked"], "BertForMaskedLM"),
            (["convert", "--as", "BertForSeq"], "BertForSequenceClassification"),
            (["verify", "--loader", "transformers-4"], "transformers-4.44-tensorflow"),
            (["verify", "--allow", "BC10"], "BC101"), (["explain", "BC50"], "BC501"),
            (["verify", "--report", "sar"], "sarif=verify.sarif"), (["verify", "--format", "mark"], "markdown"),
            (["de"], "demo"), (["verify", "--fail-on", "wa"], "warning"),
        ])
    func bash(words: [String], completed: String) {
        let line = (["bertconv"] + words).joined(separator: " ")
        let script = """
            eval "$(bertconv --generate-completion-script bash)"
            COMP_WORDS=(\(line)) COMP_CWORD=\(words.count) COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)
            _bertconv bertconv '\(words.last ?? "")' '\(words.dropLast().last ?? "bertconv")'
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let program = Tool.path("bertconv")
        let folder = program.split(separator: "/").dropLast().joined(separator: "/")
        let run = Tool.run(["bash", "-c", script], environment: ["PATH=/\(folder):$PATH"])
        let offered = run.output.split { $0 == "\n" || $0 == " " }.map(String.init)
        #expect(offered.contains(completed), "\(run.output)\(run.errors)")
    }
}
