import ByteIO
import Policies

extension FuzzTarget {
    /// A policy file: what is accepted has a reason on one line, and patterns that end in time.
    static let policy = FuzzTarget(name: "policy") { input throws(Fault) in
        let policy = try Policy(input, path: "policy.yaml")
        let lineCount = input.count { $0 == UInt8(ascii: "\n") } + 1
        for entry in policy.entries {
            hold(!entry.reason.isEmpty, "an entry says why")
            hold(!entry.reason.utf8.contains(UInt8(ascii: "\n")), "a reason is one line")
            hold((1...lineCount).contains(entry.line), "an entry is in a line of the file")
            for glob in entry.parameters ?? [] {
                _ = glob.matches("bert.encoder.layer.11.attention.self.query.weight")
                let isOwn = glob.pattern.utf8.contains(UInt8(ascii: "\\")) || glob.matches(glob.pattern)
                hold(isOwn, "a pattern matches the subject that is spelled like it")
            }
        }
    }
}
