extension Tool {
    /// What standard output of a program is, other than a file.
    package enum Sink: String, Sendable, CaseIterable {
        /// A pipe whose reader has gone before the program starts.
        case closedPipe
        /// A device on which nothing has room.
        case full
        /// The program is started without it.
        case none

        fileprivate var script: String {
            switch self {
            case .closedPipe: #"mkfifo "$0"; exec 3<>"$0" 4>"$0" 3<&-; rm "$0"; exec "$@" >&4 4>&-"#
            case .full: #"exec "$@" > /dev/full"#
            case .none: #"exec "$@" >&-"#
            }
        }
    }

    /// Runs `bertconv` with its standard output going to `sink`.
    package static func bertconv(_ arguments: [String], into sink: Sink) -> Run {
        let folder = TemporaryFolder()
        return run(["/bin/sh", "-c", sink.script, folder.file("pipe"), path("bertconv")] + arguments)
    }
}
