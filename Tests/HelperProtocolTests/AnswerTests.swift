import ByteIO
import HelperProtocol
import JSONText
import TestSupport
import Testing

/// Each side writes with the types that the other reads with; what goes out must come in unchanged.
@Suite("Answers of the helper, written and read")
struct AnswerTests {
    private static let datasets: [DatasetDescription] =
        HDF5ElementType.allCases.map {
            DatasetDescription(
                type: .elements($0), shape: [2, 3], bytes: 6 * $0.byteCount, storage: .contiguous(offset: 4096))
        } + [
            DatasetDescription(type: .elements(.f32), shape: [], bytes: 4, storage: .unallocated),
            DatasetDescription(
                type: .elements(.f32), shape: [1024], bytes: 4096,
                storage: .encoded(layout: .chunked, filters: ["shuffle", "deflate"], stored: 512)),
            DatasetDescription(
                type: .elements(.f64), shape: [1], bytes: 8,
                storage: .encoded(layout: .bigEndian, filters: [], stored: 8)),
            DatasetDescription(
                type: .unsupported(className: "compound"), shape: [0], bytes: 0,
                storage: .encoded(layout: .compact, filters: [], stored: 1)),
        ]

    private static let objects: [HDF5Object] =
        [
            HDF5Object(
                path: "/", kind: .group,
                attributes: [
                    .init(name: "layer_names", value: .strings(["bert", "ü\n\"\u{1}"])),
                    .init(name: "empty", value: .strings([])), .init(name: "other", value: .other("float")),
                ]),
            HDF5Object(path: "/type", kind: .datatype, attributes: []),
        ] + datasets.enumerated().map { HDF5Object(path: "/bert/x:\($0)", kind: .dataset($1), attributes: []) }

    @Test("A catalogue is read as it was written, with every type, storage and kind of attribute")
    func catalog() throws {
        var text = CatalogText(library: "1.10.8", fileSize: 1 << 40)
        for object in Self.objects { try text.append(object) }
        let answer = try CatalogAnswer(parsing: Array((text.finished() + "\n").utf8))
        #expect(answer.fileSize == 1 << 40)
        #expect(answer.objects == Self.objects)
    }

    @Test("A catalogue that would be too long is an error, and the main program would read one that is not", .slow)
    func tooLong() throws {
        var text = CatalogText(library: "1", fileSize: 1)
        let name = String(repeating: "n", count: 1 << 20)
        let error = #expect(throws: HDF5Error.self) {
            for number in 0..<64 {
                try text.append(HDF5Object(path: "/\(number)\(name)", kind: .group, attributes: []))
            }
        }
        #expect(error?.code == .answerTooLarge)
    }

    @Test("The places in a new file are read as they were written")
    func skeleton() throws {
        let answer = SkeletonAnswer(
            fileSize: 9216,
            datasets: [.init(path: "/a/x", offset: 4096, bytes: 24), .init(path: "/a/empty", offset: 0, bytes: 0)])
        #expect(try SkeletonAnswer(parsing: Array(answer.text.utf8)) == answer)
    }

    @Test("An error is read as it was written", arguments: HDF5Error.Code.allCases)
    func error(code: HDF5Error.Code) throws {
        for path in ["/bert/x:0", nil] {
            let error = HDF5Error(code, path: path, "the reason", causes: ["outer", "inner"])
            #expect(try HDF5Error(parsing: Array(JSONWriter.compact(error.json).utf8)) == error)
        }
    }

    @Test("A specification is read as it was written, with every type and kind of attribute")
    func specification() throws {
        let specification = SkeletonSpecification(
            groups: [
                .init(
                    path: "/",
                    attributes: [
                        .init(name: "layer_names", value: .strings(["bert", "層"])),
                        .init(name: "backend", value: .string("tensorflow")),
                        .init(name: "empty", value: .strings([])),
                    ])
            ],
            datasets: HDF5ElementType.allCases.map { .init(path: "/\($0)", type: $0, shape: [2, 3]) })
        let text = JSONWriter.compact(specification.json)
        #expect(try SkeletonSpecification(parsing: Array(text.utf8)) == specification)
    }
}
