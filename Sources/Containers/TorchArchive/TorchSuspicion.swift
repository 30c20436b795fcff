package import ByteIO

/// What torch would refuse of a file that need not be readable: names that its pickles would have Python call.
///
/// A file that would run code must be told of as one, even where it is damaged too.
package enum TorchSuspicion {
    /// Pickles of a file from before torch 1.6, the object's among them.
    private static let legacyPickles = 5

    /// - Parameter path: a file of any kind.
    /// - Returns: nothing for a file that has no pickle, or that cannot be read so far.
    package static func refusal(ofFile path: String) -> TorchRefusal {
        do throws(Fault) {
            let file = try InputFile(path: path)
            let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 64)))
            if TorchReader.recognisesArchive(start) {
                return PickleMachine.refusal(try TorchArchiveFile(file).pickleInput(verifying: false)).refusal
            }
            let refusal = pickles(from: PickleInput(file: file, range: 0..<file.byteCount))
            if start.first == 0x80, start.dropFirst().first.map({ $0 <= 5 }) ?? false { return refusal }
            // A pickle of protocol 0 has no mark of its own; other files rarely begin with the name of a function.
            let isText = start.first == PickleOpcode.global.rawValue
            return isText && refusal.names.allSatisfy(isName) ? refusal : .none
        } catch {
            return .none
        }
    }

    /// Whether a file is a pickle, bare or in a file of torch's, by its first bytes and its last.
    ///
    /// - Throws: ``Fault`` `file.*` when it cannot be read.
    package static func isPickle(_ path: String) throws(Fault) -> Bool {
        let file = try InputFile(path: path)
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 128)))
        if TorchReader.recognisesLegacy(start) { return true }
        // The first record of an archive of torch's; another zip archive has its own names there.
        if TorchReader.recognisesArchive(start) {
            return String(decoding: start, as: UTF8.self).contains("data.pkl")
        }
        guard start.count > 3, start[0] == 0x80, (2...5).contains(start[1]) else { return false }
        return try file.bytes(at: file.byteCount - 1, count: 1) == [PickleOpcode.stop.rawValue]
    }

    private static func pickles(from input: PickleInput) -> TorchRefusal {
        var (found, next): (TorchRefusal, PickleInput?) = (.none, input)
        for _ in 0..<legacyPickles {
            guard let input = next, !input.isAtEnd else { break }
            let (refusal, rest) = PickleMachine.refusal(input)
            found = found.and(refusal)
            next = rest
        }
        return found
    }

    private static func isName(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "." }
    }
}
