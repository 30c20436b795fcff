package import ByteIO
internal import JSONText
internal import Schemas

extension Architecture {
    /// The built-in architectures, and those of the user's own schema files.
    ///
    /// An own architecture has a name, and classes, that no other has. Otherwise a report would not say by which of the
    /// two a model was judged, and a file could make a built-in class mean less.
    ///
    /// - Parameter paths: the schema files, in the order in which the user named them.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `model.schema` with the line and column of what is wrong.
    package static func all(adding paths: [String]) throws(Fault) -> [Architecture] {
        var all = try all()
        for path in paths {
            let schema = try OwnSchema(path)
            let architecture = try schema.architecture()
            try schema.checkNames(of: architecture, among: all)
            all.append(architecture)
        }
        return all
    }
}

extension [Architecture] {
    /// The architecture that config.json names, or of several with its model type the one with the class that the user
    /// names; nil: neither names one.
    package func stated(by file: ConfigurationFile?, _ className: String?) -> Architecture? {
        let named = className.flatMap { name in first { $0.modelClass(name) != nil } }
        guard let configured = file?.architecture else { return named?.schemaPath == nil ? nil : named }
        return named.flatMap { $0.modelTypes.contains { configured.modelTypes.contains($0) } ? $0 : nil } ?? configured
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

    /// The architecture that the file describes.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    func architecture() throws(Fault) -> Architecture {
        let problems = try JSONSchema(Schemas.architectureSchema).violations(in: root)
        if let first = problems.first { throw fault(at: first.place, first.reason, more: problems.count - 1) }
        if let problem = SchemaReferences(root).problem { throw fault(at: problem.place, problem.reason) }
        var architecture: Architecture
        do throws(Fault) {
            architecture = try Architecture(schema: text, try Wrappers())
        } catch {
            throw Fault(
                .schema, file: path, subject: error.subject, reason: error.reasonInSchema, remedy: Self.remedy)
        }
        architecture.schemaPath = path
        try checkSize(of: architecture)
        let read = try Library.all().map(\.dialect)
        guard architecture.dialects.contains(where: { read.contains($0.name) }) else {
            throw fault(
                at: JSONPointer().member("dialects"),
                "has none that a library reads, expected a dialect called \(read.joined(separator: " or "))")
        }
        return architecture
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

    /// A config.json may ask for as many layers as the schema allows.
    private func checkSize(of architecture: Architecture) throws(Fault) {
        let place = JSONPointer().member("layerCount")
        let perLayer = max(1, architecture.parameters.count(where: \.isPerLayer))
        let bound = SchemaLimits.layerParameters / perLayer
        guard let maximum = architecture.fields.first(where: { $0.name == architecture.layerCountField })?.maximum,
            maximum <= bound
        else {
            throw fault(
                at: place,
                "the field '\(architecture.layerCountField)' needs a \"maximum\" of at most \(bound): each layer has "
                    + "\(perLayer) parameters")
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
