import JSONText
import Testing

/// What `bertconv-hdf5 catalog` says of a file.
struct CatalogueAnswer {
    struct Dataset {
        let path: String
        let type: String
        let className: String?
        let shape: [Int]
        let storage: String
        let layout: String?
        let filters: [String]
        let offset: Int?
        let bytes: Int
    }

    /// Every path, in the order of the answer.
    private(set) var paths: [String] = []
    private(set) var datasets: [Dataset] = []
    /// The attributes of each object, by its path: strings, or nil for others.
    private(set) var attributes: [String: [String: [String]?]] = [:]
    let fileSize: Int

    /// Asks about a file, which must not be refused.
    init(of file: String) throws {
        let run = try ReaderProcess.run(["catalog"], path: file)
        try #require(run.ending == .exited(0), "\(String(decoding: run.output, as: UTF8.self))")
        #expect(run.errors.isEmpty)
        #expect(run.output.count { $0 == UInt8(ascii: "\n") } == 1)
        let answer = try #require(run.answer)
        fileSize = try #require(answer["fileSize"]?.integer)
        #expect(answer["library"]?.string?.split(separator: ".").count == 3)
        for object in try #require(answer["objects"]?.array) { try take(try #require(object.object)) }
    }

    private mutating func take(_ object: JSONObject) throws {
        let path = try #require(object["path"]?.string)
        paths.append(path)
        for attribute in try #require(object["attributes"]?.array) {
            let name = try #require(attribute.object?["name"]?.string)
            attributes[path, default: [:]][name] = attribute.object?["strings"]?.array?.compactMap(\.string)
        }
        guard object["kind"]?.string == "dataset" else { return }
        datasets.append(
            Dataset(
                path: path, type: try #require(object["type"]?.string), className: object["class"]?.string,
                shape: try #require(object["shape"]?.array).compactMap(\.integer),
                storage: try #require(object["storage"]?.string), layout: object["layout"]?.string,
                filters: object["filters"]?.array?.compactMap(\.string) ?? [], offset: object["offset"]?.integer,
                bytes: try #require(object["bytes"]?.integer)))
    }

    /// The dataset whose path ends so.
    func dataset(endingIn suffix: String) throws -> Dataset {
        try #require(datasets.first { $0.path.hasSuffix(suffix) })
    }

    /// The decoded bytes of these datasets of the file.
    static func decoded(_ datasets: [Dataset], of file: String) throws -> [UInt8] {
        let run = try ReaderProcess.run(["decode"] + datasets.map(\.path), path: file)
        try #require(run.ending == .exited(0), "\(String(decoding: run.errors, as: UTF8.self))")
        #expect(run.errors.isEmpty)
        return run.output
    }
}
