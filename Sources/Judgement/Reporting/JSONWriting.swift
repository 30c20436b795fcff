internal import JSONText
internal import Verification

/// The report by `Schemas/report.schema.json`: the object of one model as it is; those of several in one object with
/// the member `reports`.
struct JSONWriting: ReportWriting {
    let report: JSONReport
    /// Whether it is the object with the member `reports`.
    let isList: Bool
    private var hasElement = false

    init(report: JSONReport, isList: Bool) {
        self.report = report
        self.isList = isList
    }

    func head() -> String {
        isList ? JSONNesting.open(JSONWriter.pretty(report.envelope), list: "reports", closing: "\n}") : ""
    }

    mutating func body(_ report: VerifyReport) -> String {
        let object = JSONWriter.pretty(self.report.object(report)).escapingInvisible
        guard isList else { return object + "\n" }
        defer { hasElement = true }
        return JSONNesting.element(object, indentation: "    ", isFirst: !hasElement)
    }

    func tail() -> String {
        isList ? (hasElement ? "\n  " : "") + "]\n}\n" : ""
    }
}

/// Each model on a line of its own.
struct JSONLinesWriting: ReportWriting {
    let report: JSONReport

    mutating func body(_ report: VerifyReport) -> String {
        JSONWriter.compact(self.report.object(report)).escapingInvisible + "\n"
    }
}

/// A list at the end of an object, written element by element as ``JSONWriter/pretty(_:)`` would write it whole.
enum JSONNesting {
    /// The object without its end, and the beginning of the list.
    ///
    /// - Parameter closing: how the object ends where the list shall stand.
    static func open(_ object: String, list name: String, closing: String) -> String {
        let indentation = closing.dropFirst().prefix { $0 == " " }
        return object.dropLast(closing.count) + ",\n\(indentation)  \"\(name)\": ["
    }

    /// An element; a string in JSON has no line feed, so each begins a line that is to be indented.
    static func element(_ text: String, indentation: String, isFirst: Bool) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indentation)
        return (isFirst ? "\n" : ",\n") + indentation + lines
    }
}
