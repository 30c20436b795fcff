import JSONText
import Reporting
import TestSupport
import Testing
import Verification

@Suite("JSON reports keep to Schemas/report.schema.json, and it is strict")
struct ReportSchemaTests {
    private static func schema() throws -> JSONSchema {
        try JSONSchema(bytes(ofFile: Fixtures.folder + "/../Schemas/report.schema.json"))
    }

    /// The run that has these reports.
    private static func json(_ reports: [VerifyReport]) throws -> JSONValue {
        let text = try #require(VerifyReportFormat.json.rendered(reports, toolVersion: "1.0.0", failOn: .error))
        return try JSONParser.parse(Array(text.utf8))
    }

    /// The report on one model.
    private static func json(_ report: VerifyReport) throws -> JSONValue {
        let reports = try #require(try json([report]).object?["reports"]?.array)
        return try #require(reports.first)
    }

    @Test("The report on one model is valid, whatever the verdict, alone and in its run", arguments: Sample.all.indices)
    func one(index: Int) throws {
        #expect(try Self.schema().problems(in: Self.json(Sample.all[index])).isEmpty)
        #expect(try Self.schema().problems(in: Self.json([Sample.all[index]])).isEmpty)
    }

    @Test("A run has one shape for none, one and several models, and counts them", arguments: [0, 1, 2, 6])
    func run(count: Int) throws {
        let reports = Array(Sample.all.prefix(count))
        let json = try Self.json(reports)
        #expect(try Self.schema().problems(in: json).isEmpty)
        #expect(
            json.object?.members.map(\.name) == ["$schema", "schemaVersion", "tool", "summary", "reports"])
        #expect(json.object?["schemaVersion"] == 2)
        let summary = try #require(json.object?["summary"]?.object)
        #expect(summary.members.map(\.name) == ["models", "pass", "fail", "partial", "nothing"])
        #expect(summary["models"]?.integer == count)
        for verdict in ["pass", "fail", "partial", "nothing"] {
            #expect(summary[verdict]?.integer == reports.count { $0.summary.verdict.rawValue == verdict })
        }
        let elements = try #require(json.object?["reports"]?.array)
        #expect(try elements.map(JSONWriter.compact) == reports.map { JSONWriter.compact(try Self.json($0)) })
    }

    @Test("JSON Lines have the same objects, one a line, with parameters if asked", arguments: [false, true])
    func lines(listsParameters: Bool) throws {
        let run = Sample.run(Sample.all.count, listsParameters: listsParameters)
        let text = try #require(VerifyReportFormat.jsonl.rendered(Sample.all, run))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        let compact = try lines.dropLast().map { JSONWriter.compact(try JSONParser.parse(Array($0.utf8))) }
        let expected = try Sample.all.map { report in
            let json = try Self.json(report)
            return JSONWriter.compact(
                listsParameters ? json : json.removing(JSONPlace(steps: [.member("parameters")])))
        }
        #expect(compact == expected)
        for line in lines.dropLast() {
            #expect(try Self.schema().problems(in: JSONParser.parse(Array(line.utf8))).isEmpty)
        }
    }

    @Test("JSON has every parameter, in its order, with what became of it")
    func parameters() throws {
        let parameters = try #require(try Self.json(Sample.fail).object?["parameters"]?.array).compactMap(\.object)
        #expect(parameters.map { $0["canonical"]?.string } == Sample.fail.parameters.map(\.canonical))
        #expect(parameters.map { $0["state"]?.string } == Sample.fail.parameters.map(\.state.rawValue))
        #expect(
            parameters.map { $0["training"]?.object?["verdict"]?.string }
                == Sample.fail.parameters.map { $0.training?.verdict.rawValue })
        let rows = try #require(parameters[0]["training"]?.object?["rows"])
        #expect(JSONWriter.compact(rows) == #"[{"first":1,"last":99},{"first":104,"last":998}]"#)
    }

    @Test("The schema is known by its address, which reports repeat, and which ends with their version")
    func address() throws {
        let schema = try JSONParser.parse(bytes(ofFile: Fixtures.folder + "/../Schemas/report.schema.json")).object
        let address = try #require(schema?["$id"]?.string)
        #expect(try Self.json([Sample.pass]).object?["$schema"]?.string == address)
        #expect(try Self.json(Sample.pass).object?["$schema"]?.string == address)
        #expect(address.hasPrefix("https://") && address.hasSuffix("/report-2.schema.json"))
    }

    @Test(
        "Names are exact after parsing, and nothing invisible is in the text",
        arguments: [VerifyReportFormat.json, .jsonl, .sarif])
    func hostile(format: VerifyReportFormat) throws {
        let text = try #require(format.rendered([Sample.hostile], toolVersion: "1.0.0", failOn: .error))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
        let value = try JSONParser.parse(Array(text.utf8))
        let names = value.places().compactMap { value[$0]?.string }.filter { $0 == Sample.hostileName }
        #expect(names.count >= (format == .sarif ? 3 : 8))
    }

    /// Members that may be missing.
    private static let optional: Set<String> = [
        "/findings/*/place", "/findings/*/accepted", "/findings/*/fix", "/parameters",
    ]

    /// Numbers of any size.
    private static let numbers = ["structure", "edge", "z", "correlation"].map { "/parameters/*/training/" + $0 }

    private static func isOpen(_ kind: String) -> Bool {
        kind.hasPrefix("/findings/*/evidence/") || numbers.contains(kind)
    }

    @Test("A report that lacks a member is refused, unless it is one of those that may be missing")
    func removed() throws {
        for report in [Sample.fail, Sample.accepted, Sample.partial] {
            let (schema, json) = (try Self.schema(), try Self.json(report))
            for place in json.kindsOfPlaces() where place.isMember && !Self.isOpen(place.kind) {
                let problems = schema.problems(in: json.removing(place))
                #expect(problems.isEmpty == Self.optional.contains(place.kind), "\(place): \(problems)")
            }
        }
    }

    @Test("A report with an unknown member is refused there, save in the evidence")
    func unknown() throws {
        let (schema, json) = (try Self.schema(), try Self.json(Sample.fail))
        for place in json.kindsOfPlaces() where json[place]?.object != nil && !Self.isOpen(place.kind) {
            let problems = schema.problems(
                in: json.changing(place) { value in
                    .object(
                        JSONObject(
                            members: (value.object?.members.map { ($0.name, $0.value) } ?? []) + [("surprise", 1)]))
                })
            let isEvidence = place.kind == "/findings/*/evidence"
            #expect(problems == (isEvidence ? [] : ["\(place)/surprise: unknown member"]), "\(place)")
        }
    }

    @Test("A value of another type, or a negative count, is refused there")
    func wrongType() throws {
        let (schema, json) = (try Self.schema(), try Self.json(Sample.fail))
        for place in json.kindsOfPlaces() where !Self.isOpen(place.kind) {
            for wrong in [JSONValue.decimal("0.5"), -1] {
                let problems = schema.problems(in: json.changing(place) { _ in wrong })
                #expect(problems.contains { $0.hasPrefix("\(place): ") }, "\(place): \(problems)")
            }
        }
    }

    @Test("Every rule and severity can be said")
    func rules() throws {
        for rule in Rule.all {
            let finding = JudgedFinding(Finding(rule, subject: "x", message: "is wrong", help: "mend it"))
            let report = VerifyReport("x", summary: Sample.pass.summary, findings: [finding])
            #expect(try Self.schema().problems(in: Self.json([report])).isEmpty, "\(rule.number)")
        }
    }

    @Test("Every part of the schema says what it means")
    func described() throws {
        let schema = try JSONParser.parse(bytes(ofFile: Fixtures.folder + "/../Schemas/report.schema.json"))
        for place in schema.places() {
            guard case .member(let parent)? = place.steps.dropLast().last, ["properties", "$defs"].contains(parent)
            else {
                continue
            }
            let object = try #require(schema[place]?.object)
            #expect(object["description"] != nil || object["$ref"] != nil, "\(place)")
        }
    }
}

extension Unicode.Scalar {
    /// Whether a screen would obey it or not show it.
    var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
