import ArgumentParser
import Reporting

/// The value of `--report`: a format and a file, `sarif=verify.sarif`, or standard output, `sarif=-`.
struct ReportFile<Format: RawRepresentable<String>>: ExpressibleByArgument {
    let format: Format
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let path = parts.dropFirst().first, !path.isEmpty,
            let format = Format(rawValue: String(name))
        else { return nil }
        self.format = format
        self.path = String(path)
    }
}

extension ReportFile<VerifyReportFormat> {
    /// What a shell offers: each format with a usual name of its file.
    static var examples: [String] {
        VerifyReportFormat.allCases.map { format in
            let name =
                switch format {
                case .text, .github: "txt"
                case .json, .jsonl, .sarif, .html, .svg: format.rawValue
                case .junit: "xml"
                case .gitlab: "gitlab.json"
                case .markdown: "md"
                case .intoto: "intoto.jsonl"
                }
            return "\(format.rawValue)=verify.\(name)"
        }
    }
}
