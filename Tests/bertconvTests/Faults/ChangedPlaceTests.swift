import Glibc
import TestSupport
import Testing

@Suite("The output's place changes meanwhile", .enabled(if: FaultShim.isThere, "needs clang"))
struct ChangedPlaceTests {
    private static let places: [(name: String, command: String, words: String)] = [
        ("a folder takes the name", "mkdir %o", "is a folder, and a file is needed"),
        ("a link to a folder takes the name", "ln -s /tmp %o", "is a folder, and a file is needed"),
        ("the folder is removed", "rm -rf %d", "does not exist"),
        ("the folder is renamed", "mv %d %d.other", "does not exist"),
    ]

    @Test("It is an error that says so, and nothing is left", .slow, arguments: places, [false, true])
    func changed(place: (name: String, command: String, words: String), hasNoNameless: Bool) throws {
        let inputs = TemporaryFolder()
        let input = TinyBert("BertModel", layers: 0).write(to: inputs)
        for kind in [[], ["--force"]] {
            let folder = TemporaryFolder()
            let output = folder.file("sub/out.safetensors")
            #expect(Tool.run(["mkdir", folder.file("sub")]).status == 0)
            let command = Self.filled(place.command, output, folder.file("sub"))
            var fault = InjectedFault(calls: ["fsync"], at: 1, action: "run:\(command)")
            fault.hasNoNameless = hasNoNameless
            let run = try FaultShim.bertconv(["convert", input, output] + kind, fault)
            #expect(run.status == 2, "\(place.name) \(kind)")
            let line = run.errors.split(separator: "\n").first ?? ""
            #expect(line.hasPrefix("error: \(output): "), "\(place.name) \(kind): \(line)")
            let isTaken = kind.isEmpty && !place.command.contains("%d")
            #expect(line.contains(isTaken ? "exists already" : place.words), "\(place.name) \(kind): \(line)")
            #expect(!folder.tree.contains { !$0.value.isEmpty && !$0.key.contains("other/.") }, "\(place.name) \(kind)")
        }
    }

    @Test("A link to a file that takes the name is not replaced, and what it leads to stays as it is")
    func linkTakesTheName() throws {
        let scenario = try FaultScenario(.fileReplaced)
        let other = scenario.folder.write("precious", to: "other")
        let output = scenario.folder.file("out.safetensors")
        let fault = InjectedFault(calls: ["fsync"], at: 1, action: "run:ln -sf \(other) \(output)")
        let run = try FaultShim.bertconv(scenario.arguments, fault)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(output): the output is a symbolic link to '\(other)'"))
        #expect(bytes(ofFile: other) == Array("precious".utf8))
        #expect(Tool.run(["readlink", output]).output == other + "\n")
    }

    private static func filled(_ command: String, _ output: String, _ folder: String) -> String {
        command.split(separator: "%o", omittingEmptySubsequences: false).joined(separator: output)
            .split(separator: "%d", omittingEmptySubsequences: false).joined(separator: folder)
    }
}
