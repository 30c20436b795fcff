import ByteIO
import Formats
import JSONText
import TestSupport
import Verification

/// A folder of `testdata/damage`, and what a real loader said of it.
struct DamageCase {
    struct Mismatch: Hashable {
        let name: String
        let found: [Int]
        let expected: [Int]
    }

    let name: String
    let className: String?
    let loader: String
    let missing: Set<String>
    let unexpected: Set<String>
    let mismatched: Set<Mismatch>
    let raises: String?

    static let names: [String] = {
        let names = (try? Folder.names(in: Fixtures.path("damage"))) ?? []
        return names.filter { PathKind(of: Fixtures.path("damage/\($0)")) == .folder }
    }()

    var path: String { Fixtures.path("damage/\(name)") }

    init(_ name: String) throws {
        self.name = name
        let file = try InputFile(path: Fixtures.path("damage/\(name)/case.json"))
        let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount)))
        className = value.object?["as"]?.string
        let loader = value.object?["loader"]?.object ?? JSONObject()
        self.loader = loader["by"]?.string ?? ""
        missing = Set((loader["missing"]?.array ?? []).compactMap(\.string))
        unexpected = Set((loader["unexpected"]?.array ?? []).compactMap(\.string))
        mismatched = Set(
            (loader["mismatched"]?.array ?? []).compactMap { row in
                guard let row = row.array, row.count == 3, let name = row[0].string else { return nil }
                return Mismatch(
                    name: name, found: (row[1].array ?? []).compactMap(\.integer),
                    expected: (row[2].array ?? []).compactMap(\.integer))
            })
        raises = loader["raises"]?.string
    }

    func verified(_ depth: Examination.Depth = .values) throws -> ModelVerifier.Result {
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth, as: className,
            scratchFolder: TemporaryFolder().path)
        return verifier.verify(path)
    }
}
