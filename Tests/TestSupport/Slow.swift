internal import Glibc
package import Testing

extension Trait where Self == ConditionTrait {
    /// For a suite or a test that tries every case of something, and takes long: `make test-all` and `make check` run
    /// it, `make test` does not.
    package static var slow: Self {
        .enabled(if: depth == "all" || depth == "most", "slow: make test-all runs it")
    }
}

extension Array {
    /// All of a long list of cases for `make test-all`; for `make check` every third, from the one at `start`.
    package func sampled(from start: Int = 0) -> [Element] {
        depth == "all" ? self : indices.filter { $0 % 3 == start }.map { self[$0] }
    }
}

/// How much the environment asks for: `BERTCONV_TESTS` is `all`, `most`, or not there.
private let depth = unsafe getenv("BERTCONV_TESTS").map { unsafe String(cString: $0) }
