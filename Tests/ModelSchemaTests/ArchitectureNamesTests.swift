import ByteIO
import ModelSchema
import Schemas
import TestSupport
import Testing

/// Guards that what a model is stays data: no line of the program's code asks for an architecture by its name.
@Suite("No architecture has code of its own")
struct ArchitectureNamesTests {
    /// The Swift sources of the program.
    static func sources(below folder: String) throws -> [String] {
        var found: [String] = []
        for name in try Folder.names(in: folder) {
            let path = folder + "/" + name
            if PathKind(of: path) == .folder {
                found += try sources(below: path)
            } else if name.hasSuffix(".swift") {
                found.append(path)
            }
        }
        return found
    }

    /// What is between quotes in the lines of a file that are no comments.
    private static func literals(in text: String) -> [String] {
        text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            .flatMap { $0.split(separator: "\"", omittingEmptySubsequences: false).enumerated() }
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    @Test("No text in the code is the name, the model type, the prefix or a class of an architecture")
    func literals() throws {
        let all = try KnownArchitectures.builtIn.all()
        var names = Set(
            all.flatMap { [$0.name, $0.title, $0.backbonePrefix] + $0.modelTypes + $0.classes.map(\.name) })
        // ModernBERT's backbone is called `model`, as are many other things.
        names.remove("model.")
        let sources = try Self.sources(below: Fixtures.folder + "/../Sources")
        #expect(sources.count > 200)
        for path in sources where !path.contains("/Programs/bertconv/Demo/") {
            let text = String(decoding: bytes(ofFile: path), as: UTF8.self)
            let odd = Self.literals(in: text).filter(names.contains)
            #expect(odd.isEmpty, "\(path): \(odd)")
        }
    }

    @Test("Only the lists of the files name them: Schemas.swift and Package.swift")
    func lists() throws {
        let list = String(decoding: bytes(ofFile: Fixtures.folder + "/../Package.swift"), as: UTF8.self)
        let files = try Folder.names(in: Fixtures.folder + "/../Schemas/architectures")
        for file in files { #expect(list.contains("\"\(file.replacing(".json", with: ""))\""), "\(file)") }
        #expect(files.count == Schemas.architectures.count)
    }
}
