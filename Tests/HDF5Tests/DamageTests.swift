import HelperProtocol
import JSONText
import TestSupport
import Testing

@Suite("Damaged files")
struct DamageTests {
    private static let sources = [
        Fixture.transformers("BertModel"), Fixture.h5py("gzip-chunked"), Fixture.h5py("latest-format"),
        Fixture.h5py("user-block"), Fixture.h5py("fixed-length-attributes"),
    ]

    @Test("A file that ends too early is refused as corrupt, wherever it ends", .slow, arguments: sources.indices)
    func truncation(source: Int) throws {
        let content = bytes(ofFile: Self.sources[source])
        for step in 1..<30 {
            let count = step * content.count / 30
            try Fixture.withFile(Array(content[..<count])) { file in
                let run = try ReaderProcess.run(["catalog"], path: file)
                let refusal = try #require(run.refusal, "at \(count): \(run.ending)")
                #expect(["corrupt", "not-hdf5"].contains(refusal.code))
                #expect(refusal.code == "not-hdf5" || !refusal.causes.isEmpty)
            }
        }
    }

    @Test(
        "Whatever a few changed bytes do to libhdf5, the run ends in a way its caller understands", .slow,
        arguments: 0..<50)
    func changedBytes(seed: UInt64) throws {
        var random = Xorshift(seed: seed)
        for source in Self.sources {
            var content = bytes(ofFile: source)
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<min(content.count, 8192), using: &random)
                content[place] = UInt8.random(in: 0...255, using: &random)
            }
            try Fixture.withFile(content) { file in
                let run = try ReaderProcess.run(["catalog"], path: file, seconds: 1)
                #expect(isUnderstood(run), "seed \(seed): \(run.ending)")
                guard run.ending == .exited(0), let path = try Self.firstDataset(run) else { return }
                let decoded = try ReaderProcess.run(["decode", path], path: file, seconds: 1)
                #expect(isUnderstood(decoded), "seed \(seed): \(decoded.ending)")
            }
        }
    }

    /// An answer, a refusal by a known code, a crash, or an end by the limit of processor time.
    private func isUnderstood(_ run: ReaderProcess) -> Bool {
        switch run.ending {
        case .exited(0): true
        case .exited(1): run.refusal.flatMap { HDF5Error.Code(rawValue: $0.code) } != nil
        case .exited: false
        case .signaled(let signal): ReaderSignal.all.contains(signal)
        }
    }

    private static func firstDataset(_ run: ReaderProcess) throws -> String? {
        let objects = try #require(run.answer?["objects"]?.array)
        return objects.compactMap(\.object).first { $0["type"] != nil }?["path"]?.string
    }
}

/// The signals by which a crash in libhdf5 or the limit of processor time ends the program.
private enum ReaderSignal {
    static let crashes: Set<Int32> = [4, 6, 7, 8, 11]
    static let limits: Set<Int32> = [24]
    static let all = crashes.union(limits)
}

/// A generator whose numbers are the same on every machine.
private struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
