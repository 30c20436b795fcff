import ArgumentParser

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
