import ByteIO
import Policies
import Reporting

/// The reports of one run of `verify`: to files first, then to standard output.
///
/// What goes wrong with one is remembered and stops neither the others nor the run, whose status is the verdict's.
final class VerifyReports {
    private var files: [GrowingReport]
    private let screen: GrowingReport?
    /// How many models are still to come.
    private var left: Int
    /// Why reports were not written.
    private(set) var faults: [Fault] = []

    /// - Parameters:
    ///   - screen: what goes to standard output; nil: nothing.
    ///   - count: how many models there are.
    init(files: [GrowingReport], screen: GrowingReport?, count: Int) {
        self.files = files
        self.screen = screen
        left = count
        if count == 0 { finishFiles() }
    }

    /// Adds a model; `alongside` writes what else belongs to it, such as its baseline.
    func append(_ report: VerifyReport, alongside: () throws(Fault) -> Void) {
        files = files.filter { file in attempt { () throws(Fault) in try file.append(report) } }
        attempt(alongside)
        left -= 1
        if left == 0 { finishFiles() }
        attempt { () throws(Fault) in try screen?.append(report) }
    }

    /// Ends what is on standard output; the files are complete by then.
    func finish() {
        attempt { () throws(Fault) in try screen?.finish() }
    }

    private func finishFiles() {
        for file in files { attempt { () throws(Fault) in try file.finish() } }
        files = []
    }

    /// Whether it went well.
    @discardableResult
    private func attempt(_ work: () throws(Fault) -> Void) -> Bool {
        do throws(Fault) {
            try work()
            return true
        } catch {
            faults.append(error)
            return false
        }
    }
}
