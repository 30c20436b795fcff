import ByteIO
import Glibc
import JSONText
import TestSupport
import Testing

/// Guards that parts of a fleet that are killed anywhere, resumed and merged are what one run reports.
///
/// Kinds of places (folder, file, odd names, sound, damaged and unreadable models) × how they are named × number of
/// parts × the call at which SIGKILL comes × format.
@Suite("Parts that are killed, resumed and merged", .enabled(if: FaultShim.isThere, "needs clang"))
struct FleetPropertyTests {
    /// How a run learns which models there are.
    enum Way: CaseIterable {
        case arguments, list, search, searchOfList
    }

    private struct Fleet {
        let folder = TemporaryFolder()
        var places: [String] = []

        init() {
            var model = TinyBert("BertModel", layers: 0)
            let whole = model.savedFile
            let configuration = model.configurationText
            model.remove("pooler.dense.weight")
            unsafe mkdir(folder.file("models"), 0o700)
            add("plain", whole, configuration)
            add("with a space", whole, configuration)
            add("line\nfeed", whole, configuration)
            add("'quotes' \"and\" $HOME;*", whole, configuration)
            add("größe-模型", whole, configuration)
            add("no pooler", model.savedFile, configuration)
            add("torn", Array(whole.dropLast(3)), configuration)
            add("bad configuration", whole, "{\"model_type\": ")
            unsafe mkdir(folder.file("models/dead link"), 0o700)
            unsafe symlink("nowhere", folder.file("models/dead link/model.safetensors"))
        }

        private mutating func add(_ name: String, _ bytes: [UInt8], _ configuration: String) {
            unsafe mkdir(folder.file("models/" + name), 0o700)
            _ = folder.write(bytes, to: "models/\(name)/model.safetensors")
            _ = folder.write(configuration, to: "models/\(name)/config.json")
            places.append(folder.file("models/" + name))
        }

        /// The arguments of `verify` that name all places.
        func arguments(_ way: Way) -> [String] {
            let others = [folder.file("models/plain/model.safetensors"), folder.file("gone")]
            switch way {
            case .arguments: return places + others
            case .list:
                let list = folder.write((places + others).map { $0 + "\0" }.joined(), to: "list")
                return ["--from-file", list]
            case .search: return ["--recursive", folder.file("models")]
            case .searchOfList:
                return ["--recursive", "--from-file", folder.write(folder.file("models") + "\n", to: "list")]
            }
        }
    }

    private static let verify = ["verify", "--no-policy", "--headers-only", "--quiet"]

    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

    /// Runs all parts, each killed at a call from `calls` on and then resumed, and returns the lines of all of them.
    private static func parts(
        _ fleet: Fleet, _ arguments: [String], count: Int, calls: inout KilledAt
    ) throws -> [Substring] {
        var all: [Substring] = []
        for index in 1...count {
            let file = fleet.folder.file("part-\(index).jsonl")
            let command = verify + arguments + ["--partition", "\(index)/\(count)", "--resume", file, "--jobs", "2"]
            let killed = try FaultShim.bertconv(
                command, InjectedFault(calls: ["pread"], at: calls.next(), action: "signal:\(SIGKILL)"))
            if killed.status == 128 + SIGKILL { calls.killed += 1 }
            let resumed = Tool.bertconv(command)
            #expect((0...2).contains(resumed.status), "part \(index) of \(count): \(resumed.errors)")
            all += lines(String(decoding: bytes(ofFile: file), as: UTF8.self))
            unsafe unlink(file)
        }
        return all
    }

    /// The numbers of the calls at which runs are killed: all of them one after the other, whatever the run.
    private struct KilledAt {
        var call: Int
        var killed = 0

        mutating func next() -> Int {
            defer { call = call * 5 % 37 + 1 }
            return call
        }
    }

    private static func expectMerged(_ way: Way, count: Int, at call: Int, formats: [String]) throws {
        let fleet = Fleet()
        let arguments = fleet.arguments(way)
        let one = Tool.bertconv(verify + arguments + ["--format", "jsonl"])
        #expect(one.status == 2)
        var calls = KilledAt(call: call)
        let merged = try parts(fleet, arguments, count: count, calls: &calls)
        #expect(merged.sorted() == lines(one.output).sorted())
        #expect(calls.killed > 0, "no run was killed")
        // In the order of one run.
        let order = lines(one.output)
        let ordered = merged.sorted { order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0 }
        let file = fleet.folder.write(ordered.joined(separator: "\n") + "\n", to: "merged.jsonl")
        for format in formats {
            let expected = Tool.bertconv(verify + arguments + ["--format", format])
            let shown = Tool.bertconv(["report", "--quiet", file, "--format", format])
            #expect(shown.status == expected.status, "\(format)")
            #expect((plain(shown.output) == plain(expected.output)) as Bool, "\(format)")
        }
    }

    /// Without times, and without a run's category, which names what it was called with.
    private static func plain(_ text: String) -> String {
        withoutTimes(text).split(separator: "\n").filter { !$0.contains("\"id\": \"bertconv/") }
            .joined(separator: "\n")
    }

    @Test("In every way to name the models", arguments: Way.allCases)
    func merged(way: Way) throws {
        try Self.expectMerged(way, count: 2, at: 5, formats: ["junit"])
    }

    @Test(
        "For any number of parts, wherever SIGKILL comes, in every format", .slow, arguments: Way.allCases, [1, 3, 8])
    func everywhere(way: Way, count: Int) throws {
        // JSON of one run lists the parameters, which JSON Lines leave out.
        for call in [1, 2, 9, 20] {
            try Self.expectMerged(
                way, count: count, at: call, formats: call == 9 ? ["text", "sarif", "markdown", "gitlab"] : [])
        }
    }

    @Test("With values, too")
    func values() throws {
        let fleet = Fleet()
        let arguments = ["verify", "--no-policy", "--quiet"] + fleet.arguments(.list)
        let one = Tool.bertconv(arguments + ["--format", "jsonl"])
        let file = fleet.folder.file("part.jsonl")
        let killed = try FaultShim.bertconv(
            arguments + ["--resume", file], InjectedFault(calls: ["pread"], at: 60, action: "signal:\(SIGKILL)"))
        #expect(killed.status == 128 + SIGKILL)
        #expect(Tool.bertconv(arguments + ["--resume", file]).status == one.status)
        #expect((String(decoding: bytes(ofFile: file), as: UTF8.self) == one.output) as Bool)
    }
}
