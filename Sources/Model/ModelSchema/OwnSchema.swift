package import ByteIO
internal import JSONText
internal import Schemas

extension KnownArchitectures {
    /// The built-in architectures, and those of the user's own schema files.
    ///
    /// An own architecture has a name, and classes, that no other has. Otherwise a report would not say by which of the
    /// two a model was judged, and a file could make a built-in class mean less.
    ///
    /// - Parameter paths: the schema files, in the order in which the user named them.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.schema` with the line and column of what is wrong.
    package init(adding paths: [String]) throws(Fault) {
        self.init()
        for path in paths {
            let schema = try OwnSchema(path)
            for architecture in try schema.architectures() {
                try schema.checkNames(of: architecture, among: try all())
                add(architecture)
            }
        }
    }
}

/// A schema file of the user's own (`--schema`): the same language as the built-in files, from a stranger.
struct OwnSchema {
    private let path: String
    private let text: [UInt8]
    private let root: JSONValue

    /// Reads and parses the file.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.schema` if it is too large.
    init(_ path: String) throws(Fault) {
        let file = try InputFile(path: path)
        guard file.byteCount <= SchemaLimits.schemaBytes else {
            throw Fault(
                .schema, file: path, reason: "has \(file.byteCount) bytes, which is too large for a schema",
                remedy: "at most \(SchemaLimits.schemaBytes) bytes are read")
        }
        let text = try file.bytes(at: 0, count: Int(file.byteCount))
        (self.path, self.text) = (path, text)
        do throws(Fault) {
            root = try JSONParser.parse(text)
        } catch {
            let place = error.offset.map { TextPosition(of: Int(clamping: $0), in: text).description }
            throw Fault(error.code, file: path, subject: place, reason: error.reason, remedy: error.remedy)
        }
    }

    /// The architecture that the file describes, or the families.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    func architectures() throws(Fault) -> [Architecture] {
        let problems = try JSONSchema(Schemas.architectureSchema).violations(in: root)
        if let first = problems.first { throw fault(at: first.place, first.reason, more: problems.count - 1) }
        if let problem = SchemaReferences(root).problem { throw fault(at: problem.place, problem.reason) }
        var architectures: [Architecture]
        do throws(Fault) {
            architectures = try Architecture.read(schema: text, try Wrappers())
        } catch {
            throw Fault(
                .schema, file: path, subject: error.subject, reason: error.reasonInSchema, remedy: Self.remedy)
        }
        let read = try Library.all().map(\.dialect)
        for index in architectures.indices {
            architectures[index].schemaPath = path
            try checkSize(of: architectures[index])
            guard architectures[index].dialects.contains(where: { read.contains($0.name) }) else {
                throw fault(
                    at: JSONPointer().member("dialects"),
                    "has none that a library reads, expected a dialect called \(read.joined(separator: " or "))")
            }
        }
        return architectures
    }

    /// - Throws: ``Fault`` `model.schema` if another architecture has the same name, or a class of the same name.
    func checkNames(of own: Architecture, among known: [Architecture]) throws(Fault) {
        for other in known {
            if own.name == other.name {
                throw fault(
                    at: JSONPointer().member("architecture"),
                    "'\(own.name)' is also the name of \(other.origin)", remedy: "give yours another name")
            }
            for (index, modelClass) in own.classes.enumerated() {
                guard let taken = other.modelClass(modelClass.name) else { continue }
                throw fault(
                    at: JSONPointer().member("classes").element(index).member("name"),
                    "'\(modelClass.name)' is also \(taken.name) of \(other.origin)",
                    remedy: "give your class another name, the one that 'architectures' in config.json has")
            }
        }
    }

    /// A config.json may ask for as many layers, groups and so on as the schema allows.
    private func checkSize(of architecture: Architecture) throws(Fault) {
        var most: [String: Int] = [:]
        for counter in architecture.counters {
            let place = JSONPointer().member("counters").member(counter.name)
            var maxima: [String: Int] = [:]
            for field in counter.count.fields {
                maxima[field] = architecture.fields.first { $0.name == field }?.maximum
                if maxima[field] == nil { throw fault(at: place, "the field '\(field)' needs a \"maximum\"") }
            }
            most[counter.name] = counter.count.value { maxima[$0] } ?? .max
        }
        var sum = 0
        for template in architecture.parameters {
            var count = 1
            for name in ParameterPath.counters(in: template.path) {
                // No factor is so large that the product of two would overflow.
                count *= min(most[name] ?? 1, SchemaLimits.layerParameters + 1)
            }
            sum += min(count, SchemaLimits.layerParameters + 1)
        }
        guard sum <= SchemaLimits.layerParameters else {
            throw fault(
                at: JSONPointer().member("counters"),
                "the \"maximum\" of each field allows more than \(SchemaLimits.layerParameters) parameters together, "
                    + "expected smaller ones")
        }
    }

    private static let remedy = "docs/architectures.md describes the file"

    private func fault(at place: JSONPointer, _ reason: String, remedy: String = remedy, more: Int = 0) -> Fault {
        let offset = (try? JSONParser.offset(of: place, in: text)) ?? nil
        let position = offset.map { TextPosition(of: $0, in: text).description }
        let pointer = place.steps.isEmpty ? nil : place.description
        let rest = more > 0 ? " (and \(more) more)" : ""
        return Fault(
            .schema, file: path, subject: [position, pointer].compactMap(\.self).joined(separator: ", "),
            reason: reason + rest, remedy: remedy)
    }
}

extension Architecture {
    /// What it is, in a sentence: `the built-in architecture BERT`.
    fileprivate var origin: String {
        schemaPath.map { "the architecture '\(name)' in \($0)" } ?? "the built-in architecture \(title)"
    }
}
