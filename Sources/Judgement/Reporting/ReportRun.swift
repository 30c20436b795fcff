internal import ByteIO
package import Verification

/// What the reports on all models of a run have in common.
package struct ReportRun: Sendable {
    package let toolVersion: String
    /// The lowest severity that fails; nil: none does.
    ///
    /// JUnit has no severities, so there it decides which findings are failures.
    package let failOn: Severity?
    /// The number of models.
    package let modelCount: Int
    /// The repository that services know files by.
    package let root: RepositoryRoot
    /// What the run verified, and as what: the category by which code scanning tells runs apart.
    package let category: [String]
    /// The file with a report of this run that nothing is left out of; nil: there is none.
    package let wholeReport: String?
    /// Whether JSON Lines have the parameters of each model, as JSON always has.
    package let listsParameters: Bool
    /// The folder whose disk is used by what must wait for the last model; nil: it waits in memory.
    package let scratchFolder: String?

    /// - Parameter root: nil: the repository that holds the working folder.
    package init(
        toolVersion: String, failOn: Severity?, modelCount: Int, root: RepositoryRoot? = nil, category: [String] = [],
        wholeReport: String? = nil, listsParameters: Bool = false, scratchFolder: String? = nil
    ) {
        self.toolVersion = toolVersion
        self.failOn = failOn
        self.modelCount = modelCount
        self.root = root ?? .ofWorkingFolder()
        self.category = category
        self.wholeReport = wholeReport
        self.listsParameters = listsParameters
        self.scratchFolder = scratchFolder
    }

    /// Whether the report is about several models, and not about one.
    var hasSeveral: Bool { modelCount > 1 }
}

extension ReportRun {
    /// Where the file is that a finding is shown at: the finding's own, or else the first with weights.
    func place(of finding: Finding, in report: VerifyReport) -> RepositoryPath {
        guard let file = finding.file, PathSegments(file) != PathSegments(report.path) else { return place(of: report) }
        return root.place(of: file)
    }

    /// Where the file is that a model is shown at: the first with weights, or else the path that the user gave.
    func place(of report: VerifyReport) -> RepositoryPath {
        root.place(of: report.weights.first?.file ?? report.path)
    }
}
