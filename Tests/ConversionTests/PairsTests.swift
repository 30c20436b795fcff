import TestSupport
import Testing

/// The promise of the whole program: any format in, any format out, nothing lost.
@Suite("All nine pairs of formats")
struct PairsTests {
    private static let formats = ["model.safetensors", "pytorch_model.bin", "tf_model.h5"]

    private static func convert(_ input: String, _ output: String, as className: String) throws {
        let run = Tool.bertconv(["convert", "--quiet", "--as", className, input, output])
        try #require(run.status == 0, "\(run.errors)")
    }

    private static func digest(_ path: String) throws -> String {
        let run = Tool.bertconv(["digest", "--quiet", path])
        try #require(run.status == 0, "\(run.errors)")
        let last = try #require(run.output.split(separator: "\n").last)
        return String(last.prefix { $0 != " " })
    }

    @Test(
        "From each format to each, the digest stays, and the file is the same whatever it was made of", .slow,
        arguments: Fixtures.classes)
    func pairs(className: String) throws {
        let folder = TemporaryFolder()
        let source = Fixtures.path("transformers-4.44.2/\(className)")
        let expected = source + "/expected.safetensors"
        _ = folder.copy(source + "/config.json")
        let wanted = try Self.digest(expected)
        #expect(try Self.digest(source + "/tf_model.h5") == wanted)
        var written: [String: [UInt8]] = [:]
        for format in Self.formats {
            let first = folder.file("1-" + format)
            try Self.convert(expected, first, as: className)
            written[format] = bytes(ofFile: first)
        }
        #expect(written["model.safetensors"] == bytes(ofFile: expected))
        for from in Self.formats {
            for to in Self.formats {
                let output = folder.file("2-\(from)-\(to)")
                try Self.convert(folder.file("1-" + from), output, as: className)
                #expect(try Self.digest(output) == wanted, "\(from) to \(to)")
                let isEqual = bytes(ofFile: output) == written[to]
                #expect(isEqual, "\(from) to \(to)")
            }
        }
    }
}
