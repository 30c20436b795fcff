import ByteIO

/// A loop that makes out how long the program takes, and how its input is made.
struct Kernel: Sendable {
    let name: String
    /// Makes the input, which is not counted.
    let prepare: @Sendable () throws(Fault) -> Work

    /// What is counted.
    struct Work {
        private let body: () throws(Fault) -> Void

        init(_ body: @escaping () throws(Fault) -> Void) {
            self.body = body
        }

        /// The counting begins and ends with this function, which callgrind finds by its name.
        @inline(never)
        func measured() throws(Fault) {
            try body()
        }
    }
}

extension Kernel {
    static let all = moving + judging + parsing
}
