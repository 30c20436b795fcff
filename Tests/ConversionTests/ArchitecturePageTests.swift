import ByteIO
import TestSupport
import Testing

/// What ARCHITECTURE.md says of the source is so.
@Suite("The page of the architecture")
struct ArchitecturePageTests {
    private static let root = Fixtures.folder + "/.."
    /// The paths of all Swift and JSON files of the program, by their names.
    private static let files: [String: [String]] = {
        var files: [String: [String]] = ["Package.swift": ["Package.swift"]]
        var folders = ["Sources", "Schemas"]
        while let folder = folders.popLast() {
            for name in (try? Folder.names(in: "\(root)/\(folder)")) ?? [] {
                let path = "\(folder)/\(name)"
                switch PathKind(of: "\(root)/\(path)") {
                case .folder: folders.append(path)
                case .file: files[name, default: []].append(path)
                case .other, .nothing: continue
                }
            }
        }
        return files
    }()

    private static func text(_ path: String) -> String {
        String(decoding: bytes(ofFile: "\(root)/\(path)"), as: UTF8.self)
    }

    /// The lines below a heading, up to the next one.
    private static func section(_ heading: String) -> [Substring] {
        text("ARCHITECTURE.md").split(separator: "\n").drop { $0 != "## \(heading)" }.dropFirst()
            .prefix { !$0.hasPrefix("## ") }
    }

    @Test("A tensor has at most 16 stops on its way, in order, each at another function")
    func way() {
        let stops = Stop.all(Self.section("The way of one tensor"))
        #expect((10...16).contains(stops.count))
        #expect(stops.map(\.number) == Array(1...stops.count))
        #expect(Set(stops.map(\.testDescription)).count == stops.count)
        let numbered = Self.section("The way of one tensor").count { $0.contains(#/^\d+\./#) }
        #expect(numbered == stops.count, "every numbered line reads as a stop")
    }

    @Test("The file of each stop has that type and that function")
    func functions() throws {
        for stop in Stop.all(Self.section("The way of one tensor")) {
            let paths = Self.files[stop.file] ?? []
            #expect(paths.count == 1, "\(stop.file)")
            let source = Self.text(try #require(paths.first, "\(stop.file)"))
            let isDeclared = ["struct", "enum", "class", "extension"].contains { source.contains("\($0) \(stop.type)") }
            #expect(isDeclared, "\(stop)")
            let spellings =
                stop.function == "init" ? ["init(", "init?("] : ["func \(stop.function)(", "func \(stop.function)<"]
            #expect(spellings.contains(where: source.contains), "\(stop)")
        }
    }

    @Test("Every file that one of the five changes touches exists, and as many are listed as are counted")
    func changes() throws {
        let items = Self.section("Five changes").joined(separator: " ").split(separator: "- **").dropFirst()
        #expect(items.count == 5)
        for item in items {
            let names = item.matches(of: #/`([^`]+)`/#).map { String($0.1) }
            for name in names { #expect(Self.files[name]?.count == 1, "\(name)") }
            let count = try #require(item.firstMatch(of: #/\((\d+); in 0\.1\.0: (\d+)\)/#))
            let new = item.matches(of: #/ \*[^*]+\*[,;]/#).count
            let unchanged = item.contains("stays as it is") ? 1 : 0
            #expect(Int(count.1) == names.count + new - unchanged, "\(item)")
            #expect(try #require(Int(count.1)) < #require(Int(count.2)))
        }
    }
}

/// A stop on the page: `1. `Type.function` (File.swift): what it does`.
private struct Stop: CustomTestStringConvertible {
    let number: Int?
    let type: String
    let function: String
    let file: String

    var testDescription: String { "\(type).\(function)" }

    static func all(_ lines: [Substring]) -> [Stop] {
        lines.compactMap { line in
            line.firstMatch(of: #/^(\d+)\. `(\w+)\.(\w+)` \(([\w+]+\.swift)\): [a-z]/#).map { match in
                Stop(number: Int(match.1), type: String(match.2), function: String(match.3), file: String(match.4))
            }
        }
    }
}
