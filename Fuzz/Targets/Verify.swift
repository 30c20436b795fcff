import ByteIO
import Formats
import JSONText
import Policies
import Reporting
import Verification

extension FuzzTarget {
    /// A file of any format through the whole gate, values and reports included, beside a configuration.
    static let verify = FuzzTarget(name: "verify") { input throws(Fault) in
        let path = folder.write(input, to: "weights")
        let verifier = try verifier.get()
        let result = verifier.verify(path)
        hold(result.examination != nil || !result.unchecked.isEmpty, "what was not examined is said to be unchecked")
        for unchecked in result.unchecked { holdOneLine(unchecked.fault.description, "why something is unchecked") }
        var judge = Judge(today: try CalendarDay.today())
        let (findings, notes) = judge.judge(result.findings, of: path)
        var report = VerifyReport(result, findings, failOn: .error, notes: notes)
        report.subjects = .success([VerifyReport.Subject(file: path, sha256: "0")])
        let run = ReportRun(toolVersion: "0", failOn: .error, modelCount: 1)
        for format in VerifyReportFormat.allCases {
            guard let text = format.rendered([report], run) else { continue }
            guard [.json, .jsonl, .sarif, .gitlab, .intoto].contains(format) else { continue }
            hold((try? JSONParser.parse(Array(text.utf8))) != nil, "a \(format.rawValue) report is valid JSON")
        }
        if result.examination == nil || !result.unchecked.isEmpty {
            hold(report.summary.verdict == .partial, "what was not checked is never a pass")
        }
    }

    private static let verifier = Result { () throws(Fault) in
        try ModelVerifier(
            reader: CheckpointReader(helperPath: "/nowhere"), depth: .values, as: nil, scratchFolder: folder.path,
            readers: 1)
    }

    private static let folder: InputFolder = {
        let folder = InputFolder()
        _ = folder.write(config, to: "config.json")
        return folder
    }()

    /// That of the small models in `testdata/damage`.
    private static let config = """
        {
          "architectures": ["BertForSequenceClassification"], "model_type": "bert", "hidden_size": 8,
          "intermediate_size": 12, "max_position_embeddings": 7, "num_attention_heads": 2, "num_hidden_layers": 2,
          "type_vocab_size": 3, "vocab_size": 29, "num_labels": 5
        }
        """
}
