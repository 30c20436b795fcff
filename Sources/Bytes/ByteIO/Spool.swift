/// Pieces of text that wait for what has to be written before them; what is more than a little waits in a file
/// without a name.
package struct Spool: ~Copyable {
    private static let memoryLimit = 1 << 20

    private let folder: String
    private var pieces: [String] = []
    private var held = 0
    private var file: InputFile.Scratch?
    /// Where each piece in the file ends.
    private var ends: [UInt64] = []

    /// - Parameter folder: where the file takes its space, should there be one.
    package init(folder: String) {
        self.folder = folder
    }

    /// - Throws: ``Fault`` `file.disk-full`, `file.permission` when the folder takes no file.
    package mutating func append(_ piece: String) throws(Fault) {
        pieces.append(piece)
        held += piece.utf8.count
        guard held > Self.memoryLimit else { return }
        if file == nil { file = try InputFile.scratch(in: folder, standingFor: folder) }
        for piece in pieces {
            let start = ends.last ?? 0
            try file?.write(piece, at: start)
            ends.append(start + UInt64(piece.utf8.count))
        }
        pieces = []
        held = 0
    }

    /// Gives every piece back, in order.
    package consuming func drain(_ body: (String) throws(Fault) -> Void) throws(Fault) {
        let ends = ends
        let rest = pieces
        if let file = try file.take()?.finished() {
            var start: UInt64 = 0
            for end in ends {
                try body(String(decoding: try file.bytes(at: start, count: Int(end - start)), as: UTF8.self))
                start = end
            }
        }
        for piece in rest { try body(piece) }
    }
}
