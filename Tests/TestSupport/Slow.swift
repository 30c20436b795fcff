internal import Glibc
package import Testing

extension Trait where Self == ConditionTrait {
    /// For a suite or a test that tries every case of something, and takes long: `make test-all` runs it, and so does
    /// `make check`, but `make test` does not.
    package static var slow: Self {
        .enabled(if: runsAll, "slow: make test-all runs it")
    }
}

/// Whether the environment asks for all tests: `BERTCONV_TESTS=all`.
private let runsAll = unsafe getenv("BERTCONV_TESTS").map { unsafe String(cString: $0) } == "all"
