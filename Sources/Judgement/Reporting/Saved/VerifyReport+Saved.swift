package import ByteIO
package import JSONText
internal import Verification

/// A report as it was saved in JSON: the inverse of ``JSONReport``.
extension VerifyReport {
    /// - Parameter value: the object that JSON and JSON Lines have of a model (`Schemas/report.schema.json`).
    /// - Throws: ``Fault`` `report.*` with the place of the member in the object.
    package init(saved value: JSONValue) throws(Fault) {
        let object = try SavedObject(value)
        let version = try object.value("schemaVersion")
        guard version.integer == JSONReport.schemaVersion else {
            throw .savedVersion(version.integer.map(String.init) ?? version.typeName)
        }
        let tool = try object.child("tool").text("version")
        toolVersion = tool
        let model = try object.child("model")
        path = try model.text("path")
        architecture = try model.knownText("architecture")
        schema = try model.knownText("schema")
        className = try model.knownText("class")
        classSource = try model.knownText("classSource")
        loader = try object.knownText("loader")
        loadedType = try object.knownText("dtype")
        weights = try object.objects("weights", Weights.init)
        summary = try Summary(object.child("summary"))
        missing = try object.objects("missing", Missing.init)
        unexpected = try object.objects("unexpected", Unexpected.init)
        mismatched = try object.objects("mismatched", Mismatched.init)
        findings = try object.objects("findings") { (finding) throws(Fault) in
            try JudgedFinding(finding, version: tool)
        }
        unchecked = try object.objects("unchecked", Unchecked.init)
        skipped = try object.objects("skipped") { (skipped) throws(Fault) in
            Skipped(path: try skipped.text("path"), reason: try skipped.text("reason"))
        }
        notes = try object.texts("notes")
        policies = try object.texts("policies")
        parameters = try object.objects("parameters") { (parameter) throws(Fault) in
            try Parameter(parameter, version: tool)
        }
        let words = Words(headline: try object.text("headline"), reason: try object.knownText("reason"))
        savedWords = words
        parts = ModelParts(
            names: parameters.filter { $0.sharedWith == nil }.map(\.name), prefix: try model.text("prefix"))
        absence = try model.flag("exists") ? nil : words.headline
    }

    /// `bert.encoder.layer.{layer}.output.dense.weight` of a name and the number of its layer.
    static func template(of name: String, layer: Int?) -> String {
        guard let layer else { return name }
        var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let place = parts.firstIndex(of: String(layer)) else { return name }
        parts[place] = "{layer}"
        return parts.joined(separator: ".")
    }
}

extension VerifyReport.Weights {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        file = try object.text("file")
        format = try object.text("format")
        dialect = try object.knownText("dialect")
        tensors = try object.count("tensors")
        bytes = try object.count("bytes")
    }
}

extension VerifyReport.Summary {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        verdict = try object.word("verdict")
        failOn = try object.text("failOn") == Self.neverFails ? nil : try object.word("failOn", as: Severity.self)
        depth = try object.text("depth")
        expected = try object.count("expected")
        loaded = try object.count("loaded")
        missing = try object.count("missing")
        unexpected = try object.count("unexpected")
        mismatched = try object.count("mismatched")
        parameters = try object.knownCount("parameters")
        randomParameters = try object.knownCount("randomParameters")
        untrainedParameters = try object.count("untrainedParameters")
        judged = try object.count("judged")
        undecided = try object.count("undecided")
        tensors = try object.count("tensors")
        checkedTensors = try object.count("checkedTensors")
    }
}

extension VerifyReport.Missing {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        name = try object.text("name")
        layer = try object.knownCount("layer")
        template = VerifyReport.template(of: name, layer: layer)
        shape = try object.knownShape("shape")
        initializer = try object.text("initializer")
    }
}

extension VerifyReport.Unexpected {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        name = try object.text("name")
        tensor = try object.text("tensor")
        shape = try object.knownShape("shape")
        elementType = try object.knownText("dtype")
    }
}

extension VerifyReport.Mismatched {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        name = try object.text("name")
        expected = try object.shape("expected")
        found = try object.shape("found")
    }
}

extension VerifyReport.Unchecked {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        subject = try object.text("subject")
        code = try object.text("code")
        description = try object.text("message")
        causes = try object.texts("causes")
        reason = try object.text("reason")
    }
}
