internal import ByteIO
internal import JSONText
internal import Verification

extension JudgedFinding {
    /// - Parameters:
    ///   - object: the object of a finding in a saved report.
    ///   - version: the version of the program that wrote it.
    init(_ object: SavedObject, version: String) throws(Fault) {
        let rule = try Rule(saved: object.text("rule"), version: version)
        let severity: Severity = try object.word("severity")
        let evidence = try object.member("evidence", "an object") { $0.object }
        let place = try object.knownObject("place").map { (place) throws(Fault) in
            Finding.Place(offset: UInt64(try place.count("offset")), byteCount: try place.count("bytes"))
        }
        let finding = Finding(
            rule, severity: severity, subject: try object.text("subject"),
            try object.text("about") == "tensor" ? .tensor : .other, file: try object.knownText("file"), place: place,
            message: try object.text("message"), help: try object.text("help")
        ).named(try object.text("name"), alias: nil, isInWeights: false)
        let fix = try object.knownObject("fix").map { (fix) throws(Fault) in
            Fix(
                command: try fix.text("command"), output: try fix.text("output"),
                missingCount: try fix.count("missing"))
        }
        let choices = try object.objects("choices") { (choice) throws(Fault) in
            Finding.Choice(
                prefix: try choice.text("prefix"),
                fix: Fix(command: try choice.text("command"), output: try choice.text("output"), missingCount: 0))
        }
        let acceptance = try object.knownObject("accepted").map { (acceptance) throws(Fault) in
            Acceptance(source: try acceptance.text("by"), reason: try acceptance.knownText("reason"))
        }
        self.init(finding.saved(evidence, fix, choices), severity: severity, acceptance: acceptance)
    }
}

extension Rule {
    /// The rule of a number in a saved report.
    ///
    /// - Throws: ``Fault`` `report.rule`.
    fileprivate init(saved number: String, version: String) throws(Fault) {
        guard let rule = Rule(number), rule.number == number else { throw .savedRule(number, version: version) }
        self = rule
    }
}

extension VerifyReport.Parameter {
    /// - Parameters:
    ///   - object: the object of a parameter in a saved report.
    ///   - version: the version of the program that wrote it.
    init(_ object: SavedObject, version: String) throws(Fault) {
        name = try object.text("name")
        canonical = try object.text("canonical")
        layer = try object.knownCount("layer")
        template = VerifyReport.template(of: canonical, layer: layer)
        part = try object.text("part")
        kind = try object.text("kind")
        shape = try object.knownShape("shape")
        state = try object.word("state")
        isJudged = try object.flag("judged")
        obstacle = try object.knownText("obstacle")
        sharedWith = try object.knownText("sharedWith")
        let (file, elementType) = (try object.knownText("file"), try object.knownText("dtype"))
        let offset = try object.knownCount("offset")
        tensor = try object.knownText("tensor").map { name in
            Tensor(name: name, file: file ?? "", offset: offset, elementType: elementType ?? "")
        }
        training = try object.knownObject("training").map { (training) throws(Fault) in
            try VerifyReport.Training(training)
        }
        var rules: [Rule] = []
        for number in try object.texts("rules") { rules.append(try Rule(saved: number, version: version)) }
        self.rules = rules
        isFaulty = try object.flag("faulty")
    }
}

extension VerifyReport.Training {
    fileprivate init(_ object: SavedObject) throws(Fault) {
        self.init(try object.word("verdict"), test: try object.knownText("test"))
        structure = try object.knownNumber("structure")
        edge = try object.knownNumber("edge")
        z = try object.knownNumber("z")
        seed = try object.knownCount("seed")
        correlation = try object.knownNumber("correlation")
        lineCount = try object.knownCount("lines")
        let columns = try object.objects("columns", Self.range)
        isByColumn = !columns.isEmpty
        rows = isByColumn ? columns : try object.objects("rows", Self.range)
    }

    private static func range(_ object: SavedObject) throws(Fault) -> Range<Int> {
        let (first, last) = (try object.count("first"), try object.count("last"))
        guard first <= last, last < Int.max else { throw .savedMember("first", "is greater than 'last'") }
        return first..<last + 1
    }
}
