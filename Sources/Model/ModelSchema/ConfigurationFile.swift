package import ByteIO
package import JSONText

/// A config.json or bert_config.json, read the way transformers 5.23 reads it.
package struct ConfigurationFile: Sendable {
    /// The names of the files of other programs, such as bert_config.json, which name neither a class nor labels.
    package static var otherNames: [String] { otherTypes.map(\.name) }

    private static var otherTypes: [(name: String, modelType: String)] {
        ((try? Library.all()) ?? []).flatMap(\.configurations)
    }

    package let path: String
    /// Whether it is such a file.
    package let isOther: Bool
    /// The architecture; nil: the file names neither a model type nor a class.
    package let architecture: Architecture?
    let object: JSONObject
    private let className: String?

    /// Reads the file and finds its architecture among `known`.
    ///
    /// - Throws: ``Fault`` `json.*`, `model.configuration`, or `model.unknown-architecture`, which lists those known.
    package init(path: String, known: KnownArchitectures = .builtIn) throws(Fault) {
        let file = try InputFile(path: path)
        do throws(Fault) {
            try self.init(file: file, known: known)
        } catch {
            throw error.inFile(path)
        }
    }

    private init(file: InputFile, known: KnownArchitectures) throws(Fault) {
        path = file.path
        let otherType = Self.otherTypes.first { $0.name == FilePath.name(of: file.path) }?.modelType
        isOther = otherType != nil
        object = try Self.object(in: file)
        className = try Self.className(in: object)
        architecture = try Self.architecture(of: object, otherType, className: className, known: known)
    }

    /// Parses a config.json of any architecture.
    ///
    /// - Throws: ``Fault`` `json.*`, `model.configuration` for a file that is too large or holds no object.
    static func object(in file: InputFile) throws(Fault) -> JSONObject {
        guard file.byteCount <= SchemaLimits.configurationBytes else {
            throw Fault(
                .configuration, reason: "has \(file.byteCount) bytes, which is too large for a configuration",
                remedy: "at most \(SchemaLimits.configurationBytes) bytes are read")
        }
        let value = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount)))
        guard let object = value.object else {
            throw Fault(.configuration, offset: 0, reason: "is \(value.typeName), not an object")
        }
        return object
    }

    /// The values of the architecture's fields, with defaults where the file has none.
    ///
    /// - Throws: ``Fault``, the first of the problems that ``tolerantConfiguration(for:implied:library:)`` returns.
    package func configuration(for architecture: Architecture, by library: Library) throws(Fault) -> Configuration {
        let (configuration, problems) = tolerantConfiguration(for: architecture, implied: nil, library: library)
        if let first = problems.first { throw first }
        return configuration
    }

    /// The text in a field; nil: it has none.
    package func text(_ field: String) -> String? { object[field]?.string }

    /// Whether it is the config.json that Keras 3 writes, which describes objects of Python and no model of
    /// transformers.
    var isKeras: Bool {
        object["class_name"]?.string != nil && object["config"]?.object != nil
            && object["registered_name"] != nil && object["model_type"] == nil
    }

    /// The model that a config.json of Keras 3 describes to its own library, with the fields of transformers.
    ///
    /// A task, such as BertMaskedLM, has the description of its backbone inside.
    ///
    /// - Returns: nil if the library knows no class in it.
    /// - Throws: ``Fault`` `model.unknown-architecture`.
    func described(by library: Library, among known: KnownArchitectures) throws(Fault) -> ConfigurationFile? {
        var described: JSONObject? = object
        while let object = described {
            let values = object["config"]?.object
            if let values, let model = library.objects.first(where: { $0.className == object["class_name"]?.string }) {
                var fields = JSONObject([("model_type", .string(model.modelType))])
                for (own, field) in model.fields {
                    if let value = values[own] { _ = fields.append(field, value) }
                }
                let architecture = try Self.architecture(of: fields, nil, className: nil, known: known)
                // What the description does not say, the weights tell.
                return ConfigurationFile(
                    path: path, isOther: true, architecture: architecture, object: fields, className: nil)
            }
            described = values?["backbone"]?.object
        }
        return nil
    }

    private init(path: String, isOther: Bool, architecture: Architecture?, object: JSONObject, className: String?) {
        self.path = path
        self.isOther = isOther
        self.architecture = architecture
        self.object = object
        self.className = className
    }

    /// Whether it names Python classes of the model's own (`auto_map`).
    package var namesOwnClasses: Bool { object["auto_map"]?.object != nil }

    /// The values of the architecture's fields, and what is wrong with the file.
    ///
    /// - Parameters:
    ///   - implied: has the values to take for fields that are refused; nil: the library's defaults.
    ///   - library: the one that is to load the model; what it refuses is a problem.
    /// - Returns: the problems are `model.configuration`, `model.redirected` and `model.quantised`.
    package func tolerantConfiguration(
        for architecture: Architecture, implied: Configuration?, library: Library
    ) -> (configuration: Configuration, problems: [Fault]) {
        var values: [String: ConfigurationValue] = [:]
        var problems: [Fault] = []
        var refused: Set<String> = []
        for problem in library.configuration.problems(in: object, architecture) {
            refused.insert(problem.field)
            problems.append(problem.fault.inFile(path))
        }
        for field in architecture.fields {
            // Google's programs are told the number of labels when they are started.
            if isOther, !field.isStated(in: object), let value = implied?[field.name] {
                values[field.name] = value
                continue
            }
            do throws(Fault) {
                values[field.name] = try field.value(in: object)
                try field.checkCurrent(object)
            } catch {
                let isReported = refused.contains(field.name) || field.countOf.map(refused.contains) ?? false
                refused.insert(field.name)
                if !isReported { problems.append(error.inFile(path)) }
                values[field.name] = values[field.name] ?? implied?[field.name] ?? field.constant
            }
        }
        architecture.addComputed(to: &values)
        // A value that replaces a refused one contradicts nothing in the file.
        for field in architecture.fields
        where refused.isDisjoint(with: field.related) {
            do throws(Fault) {
                try checkDivision(of: field, values)
                try checkEquality(of: field, values)
                try checkNeed(of: field, values)
                try checkBound(of: field, values)
            } catch {
                problems.append(error.inFile(path))
            }
        }
        return (Configuration(source: .file(path), className: className, values: values), problems)
    }

    /// What is wrong with the fields that only some classes use, of a class that uses them.
    func problems(_ architecture: Architecture, _ modelClass: ModelClass, _ library: Library) -> [Fault] {
        library.configuration.problems(in: object, architecture, modelClass).map { $0.inFile(path) }
    }

    /// The file that the configuration names for its weights (`transformers_weights`); nil: it names none.
    ///
    /// - Parameter library: has the rule.
    /// - Returns: its path from the model's folder.
    /// - Throws: ``Fault`` `model.configuration` when it is not the name of a file in that folder that the library
    ///   takes.
    package func statedWeights(_ library: Library) throws(Fault) -> String? {
        do throws(Fault) {
            return try library.statedWeights?.name(in: object, folder: FilePath.folder(of: path))
        } catch {
            throw error.inFile(path)
        }
    }

    /// How many labels the file has, by `num_labels` and by `id2label`.
    package var labelCounts: LabelCounts {
        LabelCounts(
            stated: object["num_labels"]?.integer,
            byIdentifier: object["id2label"]?.object?.labelCount)
    }

    private func checkDivision(
        of field: ConfigurationField, _ values: [String: ConfigurationValue]
    ) throws(Fault) {
        guard case .integer(let divisor) = values[field.name] else { return }
        for whole in field.divides {
            guard case .integer(let dividend) = values[whole] else { continue }
            guard divisor > 0, dividend.isMultiple(of: divisor) else {
                throw .configuration(
                    field.name, "\(divisor) does not divide \(whole), which is \(dividend)",
                    offset: object.offset(of: field.name))
            }
        }
    }

    private func checkEquality(
        of field: ConfigurationField, _ values: [String: ConfigurationValue]
    ) throws(Fault) {
        guard let other = field.equals, let value = values[field.name]?.wholeNumber,
            let wanted = values[other]?.wholeNumber, value != wanted
        else { return }
        throw .configuration(
            field.name, "is \(value), and \(other) is \(wanted); the library refuses two values",
            offset: object.offset(of: field.name))
    }

    private func checkBound(of field: ConfigurationField, _ values: [String: ConfigurationValue]) throws(Fault) {
        guard case .integer(let value) = values[field.name] else { return }
        for bound in field.below {
            guard case .integer(let limit) = values[bound], value >= limit || value < -limit else { continue }
            throw .configuration(
                field.name, "is \(value), and \(bound) is only \(limit), which the library refuses",
                offset: object.offset(of: field.name))
        }
    }

    private func checkNeed(of field: ConfigurationField, _ values: [String: ConfigurationValue]) throws(Fault) {
        guard let needed = field.needs, values[field.name] == .flag(true), values[needed] != .flag(true) else { return }
        throw .configuration(
            field.name, "is true and '\(needed)' is not, which the library refuses",
            offset: object.offset(of: field.name), remedy: "set both or neither")
    }

    /// The type that weights are cast to, as the file has it; nil: it names none.
    ///
    /// - Parameter rule: names the fields.
    package func statedType(_ rule: CastRule) -> JSONValue? {
        rule.fields.lazy.compactMap { object[$0] }.first { $0 != .null }
    }

    private static func className(in object: JSONObject) throws(Fault) -> String? {
        guard let value = object["architectures"], value != .null else { return nil }
        guard let names = value.array, names.allSatisfy({ $0.string != nil }) else {
            throw .configuration(
                "architectures", "is \(value.typeName), expected an array of strings",
                offset: object.offset(of: "architectures"))
        }
        return names.first?.string
    }

    private static func architecture(
        of object: JSONObject, _ otherType: String?, className: String?, known: KnownArchitectures
    ) throws(Fault) -> Architecture? {
        if let value = object["model_type"], value != .null {
            let offset = object.offset(of: "model_type")
            guard let name = value.string else {
                throw .configuration("model_type", "is \(value.typeName), expected a string", offset: offset)
            }
            let named = try known.named(name)
            // A class of one's own can have the configuration of a built-in one.
            guard
                let architecture = named.first(where: { className.flatMap($0.modelClass) != nil }) ?? named.first
            else {
                var fault = Fault.unknownArchitecture(name, known: try known.all().flatMap(\.modelTypes))
                fault.offset = offset.map { UInt64($0) }
                throw fault
            }
            return architecture
        }
        // Configurations of 2018 and 2019 have no model_type, but a class.
        guard let className else {
            return try otherType.flatMap { (type) throws(Fault) in try known.named(type).first }
        }
        guard let architecture = try known.withClass(className) else {
            throw .unknownArchitecture(className, known: try known.all().flatMap(\.modelTypes))
        }
        return architecture
    }
}
