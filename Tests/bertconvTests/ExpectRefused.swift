import TestSupport
import Testing

/// Runs `bertconv convert` on `input` and holds the end against the contract for bad input: nothing on standard
/// output, one line that says `error:` and the telling words, causes below it, nothing written, nothing left behind,
/// nothing touched.
///
/// - Parameters:
///   - folder: where the input is, and where the output would be.
///   - first: how the line goes on after `error: `.
func expectRefused(
    _ input: String, in folder: TemporaryFolder, output: String = "out.safetensors", arguments: [String] = [],
    status: Int32 = 2, first: String? = nil, saying words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let before = folder.contents
    let run = Tool.bertconv(["convert", input, output.hasPrefix("/") ? output : folder.file(output)] + arguments)
    #expect(run.status == status, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    let lines = run.errors.split(separator: "\n")
    #expect(
        lines.first?.hasPrefix("error: " + (first ?? input + ":")) == true, "\(run.errors)",
        sourceLocation: sourceLocation)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") }, "\(run.errors)", sourceLocation: sourceLocation)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
    let after = folder.contents
    #expect(after.keys.sorted() == before.keys.sorted(), "files were left behind", sourceLocation: sourceLocation)
    #expect(after == before, "a file was touched", sourceLocation: sourceLocation)
}
