/// What ends a program that a test has started and that hangs, so that the run fails and does not hang, too.
///
/// It is far beyond what the slowest machine needs, and no test measures anything by it.
package enum HangGuard {
    package static let seconds = 3_600
}
