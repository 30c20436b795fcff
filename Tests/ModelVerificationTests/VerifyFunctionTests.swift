import JSONText
import ModelVerification
import TestSupport
import Testing

@Suite("What another package learns of a model")
struct VerifyFunctionTests {
    @Test("A model whose head is missing fails, and says which parameters, why, and what to do")
    func missingHead() throws {
        let report = try verify(Fixtures.path("damage/missing-head"), depth: .headers)
        #expect(report.verdict == .fail)
        #expect(report.exitStatus == 1)
        #expect(report.className == "BertForSequenceClassification")
        #expect(report.architecture == "bert")
        #expect(Set(report.missing) == ["classifier.weight", "classifier.bias"])
        #expect(report.counts.missing == 2)
        #expect(report.counts.loaded == report.counts.expected - 2)
        let finding = try #require(report.findings.first)
        #expect((finding.rule, finding.name) == ("BC101", "missing-parameter"))
        #expect(finding.severity == .error)
        #expect(!finding.isAccepted)
        #expect(!finding.message.isEmpty && !finding.help.isEmpty)
        #expect(report.unchecked.isEmpty)
        #expect(report.parameters.count == report.counts.expected)
        let missing = report.parameters.filter { $0.state == .missing }
        #expect(missing.map(\.name) == report.missing)
        #expect(missing.allSatisfy { $0.rules == ["BC101"] && !$0.isJudged && $0.layer == nil })
    }

    @Test(
        "The verdict and the JSON are those of the program, with the same loader and depth",
        arguments: ["healthy-BertModel", "missing-head", "flipped-byte", "no-weights", "h5-healthy", "unsafe-pickle"])
    func likeTheProgram(folder: String) throws {
        let path = Fixtures.path("damage/" + folder)
        // The program also prints commands that convert a model, such as an h5 for transformers 5; the library does not.
        let loader = folder == "h5-healthy" ? "transformers-4.44-tensorflow" : "transformers-5.23"
        let run = Tool.bertconv(["verify", path, "--format", "json", "--loader", loader])
        let report = try verify(path, loader: loader, hdf5Helper: Tool.path("bertconv-hdf5"))
        #expect(report.exitStatus == run.status)
        #expect(report.json == run.output)
    }

    @Test("What could not be read makes the verdict partial, and is listed")
    func unchecked() throws {
        let report = try verify(Fixtures.path("damage/flipped-byte"))
        #expect(report.verdict == .partial)
        #expect(report.unchecked.first?.code == "file.checksum")
    }

    @Test("Without its helper an HDF5 file is not checked, and the report says which program is needed")
    func helperMissing() throws {
        let report = try verify(
            Fixtures.path("damage/h5-healthy"), loader: "transformers-4.44-tensorflow", hdf5Helper: "/nowhere/helper")
        #expect(report.verdict == .partial)
        #expect(report.unchecked.first?.message.contains("/nowhere/helper") == true)
    }

    @Test("The loader decides: TensorFlow's takes an HDF5 file that transformers 5 does not")
    func loader() throws {
        let path = Fixtures.path("damage/h5-healthy")
        let helper = Tool.path("bertconv-hdf5")
        #expect(loaders.contains("transformers-4.44-tensorflow"))
        #expect(try verify(path, loader: loaders[0], depth: .headers, hdf5Helper: helper).verdict == .fail)
        let report = try verify(
            path, loader: "transformers-4.44-tensorflow", depth: .headers, hdf5Helper: helper)
        #expect(!report.findings.contains { $0.rule == "BC303" })
    }

    @Test("A class or loader that is unknown, and a policy that is not there, are errors before anything is read")
    func errors() throws {
        let path = Fixtures.path("damage/healthy-BertModel")
        let unknownClass = try #require(throws: VerificationError.self) { try verify(path, as: "BertForNothing") }
        #expect(unknownClass.code == "model.unknown-class")
        #expect(unknownClass.description.contains("BertForNothing"))
        let unknownLoader = try #require(throws: VerificationError.self) { try verify(path, loader: "torch-0") }
        #expect(unknownLoader.code == "model.unknown-library")
        let policy = try #require(throws: VerificationError.self) { try verify(path, policy: "/nowhere.yaml") }
        #expect(policy.code == "file.missing")
        #expect(policy.file == "/nowhere.yaml")
    }

    @Test("A schema file makes a class of one's own known, and the report has its path; a wrong one is an error")
    func schemas() throws {
        let path = Fixtures.path("own/no-severity")
        let schema = Fixtures.folder + "/../Examples/architectures/code-bert.json"
        let report = try verify(path, depth: .headers, schemas: [schema])
        #expect(report.className == "CodeBertForDefects")
        #expect(report.missing == ["severity.weight", "severity.bias"])
        #expect(report.schema == schema)
        #expect(try verify(path, depth: .headers).schema == nil)
        let wrong = try #require(throws: VerificationError.self) {
            try verify(path, schemas: [Fixtures.path("own/sound/config.json")])
        }
        #expect(wrong.code == "model.schema")
        #expect(wrong.file == Fixtures.path("own/sound/config.json"))
    }

    @Test("A policy accepts findings, and failOn says which count")
    func policy() throws {
        let folder = TemporaryFolder()
        let policy = folder.write(
            """
            version: 1
            entries:
              - rule: BC101
                action: allow
                reason: the head is trained here
            """, to: "policy.yaml")
        let path = Fixtures.path("damage/missing-head")
        let accepted = try verify(path, depth: .headers, policy: policy)
        #expect(accepted.verdict == .pass)
        #expect(accepted.findings.allSatisfy { $0.rule != "BC101" || $0.isAccepted })
        #expect(try verify(path, depth: .headers, failOn: nil).verdict == .pass)
        #expect(Severity.note < .warning && Severity.warning < .error)
    }

    @Test("Every form has the path and the finding, and none has a control character of a name")
    func forms() throws {
        let report = try verify(Fixtures.path("damage/missing-head"), depth: .headers)
        for form in Report.Form.allCases {
            let text = report.rendered(as: form)
            #expect(text.contains("missing-head"), "\(form)")
            #expect(text.contains("classifier"), "\(form)")
        }
        let object = try #require(try JSONParser.parse(Array(report.json.utf8)).verifyReports.first)
        let line = try JSONParser.parse(Array(report.rendered(as: .jsonLine).utf8)).object
        #expect(line?["summary"]?.object?["verdict"]?.string == "fail")
        #expect(object["summary"]?.object?["verdict"]?.string == "fail")
        #expect(report.text.hasPrefix("FAIL "))
        #expect(report.text.contains("error[BC101]"))
        #expect(report.description == report.text)
    }

    @Test("Reports and errors can be sent to other threads")
    func sendability() {
        func accept<Value: Sendable>(_ type: Value.Type) {}
        accept(Report.self)
        accept(VerificationError.self)
    }
}
