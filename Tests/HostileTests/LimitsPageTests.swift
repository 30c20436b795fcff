import Glibc
import TestSupport
import Testing

/// `docs/limits.md` says what the source says, of every limit.
@Suite("The page of limits")
struct LimitsPageTests {
    private static let root = Fixtures.folder.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }

    private static func text(_ path: String) -> String {
        String(decoding: bytes(ofFile: root + "/" + path), as: UTF8.self)
    }

    /// The file of each module of `Sources` that has limits; its type has the file's name.
    private static let files = [
        "Bytes/ByteIO/ByteIOLimits", "Bytes/JSONText/JSONLimits", "Containers/Formats/FormatLimits",
        "Containers/HDF5/HDF5Limits", "Containers/HelperProtocol/HelperLimits", "Containers/KerasArchive/KerasLimits",
        "Containers/Remote/RemoteLimits", "Containers/Safetensors/SafetensorsLimits",
        "Containers/TensorBundle/BundleLimits", "Containers/TorchArchive/TorchLimits",
        "Judgement/Policies/PolicyLimits", "Judgement/Reporting/ReportingLimits",
        "Model/Comparison/ComparisonLimits",
        "Model/ModelSchema/SchemaLimits", "Model/Vocabularies/VocabularyLimits", "Work/Tokenization/TokenizationLimits",
    ]

    private static func source(_ file: String) -> String { text("Sources/\(file).swift") }

    /// Every `static let` of these files, as `TYPE.NAME`.
    private static let constants: [String: Int] = {
        var constants: [String: Int] = [:]
        for file in files {
            let type = file.split(separator: "/").last ?? ""
            for line in source(file).split(separator: "\n") {
                guard let match = line.firstMatch(of: #/static let (\w+)(?:: \w+)? = ([\d_]+)(?: << (\d+))?$/#) else {
                    continue
                }
                let number = Int(match.2.filter { $0 != "_" }) ?? 0
                constants["\(type).\(match.1)"] = number << (match.3.flatMap { Int($0) } ?? 0)
            }
        }
        return constants
    }()

    /// The rows of its tables: the constant, and what is said of it.
    private static let rows: [(constant: String, limit: Int?)] = text("docs/limits.md").split(separator: "\n")
        .compactMap {
            guard let match = $0.firstMatch(of: #/^\|[^|]*\| ([\d,]+)( [KMG]iB)? \| `([\w.]+)` \|/#) else { return nil }
            let unit = [" KiB": 10, " MiB": 20, " GiB": 30][match.2.map(String.init) ?? ""] ?? 0
            return (String(match.3), Int(match.1.filter { $0 != "," }).map { $0 << unit })
        }

    @Test("Every limit in the source is on the page with its number, and the page has no other")
    func same() {
        #expect(Self.constants.count > 40)
        #expect(Self.rows.map(\.constant).sorted() == Self.constants.keys.sorted())
        for row in Self.rows { #expect(row.limit == Self.constants[row.constant], "\(row.constant)") }
    }

    @Test("The page reads the limits of every module that has some, and each of them")
    func complete() {
        let found = Tool.run(["grep", "-rlE", "--include=*.swift", "enum \\w*Limits\\b", Self.root + "/Sources"])
        let files = found.output.split(separator: "\n").map {
            $0.dropFirst(Self.root.utf8.count + "/Sources/".utf8.count)
        }
        #expect(files.sorted() == Self.files.map { "\($0).swift"[...] }.sorted())
        let written = Self.files.map { Self.source($0).matches(of: #/static let /#).count }
        #expect(Self.constants.count == written.reduce(0, +))
    }
}
