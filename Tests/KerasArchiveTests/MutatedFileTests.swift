import ByteIO
import Glibc
import HelperProtocol
import KerasArchive
import Tensors
import TestSupport
import Testing

/// Real files with changed structures, through the same way that `bertconv inspect` takes.
///
/// A few hundred in each run. More by the environment: `BERTCONV_FUZZ_SECONDS=600`, from `BERTCONV_FUZZ_SEED=…` on, which
/// is also how one finding is seen again.
@Suite("HDF5 files whose structure was changed")
struct MutatedFileTests {
    private static let sources = [
        "transformers-4.44.2/BertModel/tf_model", "transformers-4.44.2/functional-model/tf_model",
        "h5py-3.16.0/gzip-chunked", "h5py-3.16.0/compact-layout", "h5py-3.16.0/big-endian",
        "h5py-3.16.0/user-block", "h5py-3.16.0/fixed-length-attributes",
    ]
    private static let ordinarySeeds: Range<UInt64> = 0..<30
    /// `bertconv-hdf5` with 2 seconds of processor time: where libhdf5 hangs, it takes all that it may.
    private static let helper = helperFolder.program(
        "ulimit -S -t 2; exec '\(Tool.path("bertconv-hdf5"))' \"$@\"", named: "helper")
    private static let helperFolder = TemporaryFolder()

    /// All faults that a file may end in.
    ///
    /// Not among them: `hdf5.forbidden`, for no change of a few fields takes libhdf5 over, so it would be a system call
    /// that the filter forgot, and `hdf5.helper`, which is a fault of ours.
    private static let codes: Set<Fault.Code> = Set(HDF5Error.Code.allCases.map(Fault.Code.hdf5)).union([
        .hdf5Crash, .hdf5Time, .hdf5Answer, .kerasLayout, .kerasElementType, .kerasUnwritten,
    ])

    @Test("The fixtures are understood: their checksums are what this suite computes, and their fields are found")
    func structure() throws {
        for source in Self.sources {
            let content = bytes(ofFile: Fixtures.path(source + ".h5"))
            let structure = HDF5Structure(content)
            #expect(structure.fields.count > 500, "\(source)")
            for block in structure.checked {
                let stored = UInt32(structure.number(block.checksum, 4))
                #expect(Lookup3.checksum(content[block.start..<block.checksum]) == stored, "\(source) \(block)")
            }
            let isNew = structure.number(structure.base + 8, 1) >= 2
            #expect(structure.checked.count > (isNew ? 50 : -1), "\(source)")
        }
    }

    @Test(
        "A changed file is a table whose bytes are all in it, or one fault of a known code", .slow, arguments: sources)
    func mutations(source: String) throws {
        let mutator = HDF5Mutator(bytes(ofFile: Fixtures.path(source + ".h5")))
        var outcomes: [String: Int] = [:]
        for seed in Self.ordinarySeeds { try Self.check(mutator, source, seed, &outcomes) }
        // The suite would prove nothing if every file were refused at the door, or none were changed in what counts.
        #expect(outcomes["table", default: 0] > 0, "\(outcomes)")
        #expect(outcomes.keys.contains { $0.hasPrefix("hdf5.") }, "\(outcomes)")
    }

    @Test("More of them, for as long as the environment says", .enabled(if: fuzzSeconds > 0))
    func fuzz() throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(Self.fuzzSeconds)
        let mutators = Self.sources.map { HDF5Mutator(bytes(ofFile: Fixtures.path($0 + ".h5"))) }
        var outcomes: [String: Int] = [:]
        var seed = Self.number("BERTCONV_FUZZ_SEED").map { UInt64($0) } ?? Self.ordinarySeeds.upperBound
        while clock.now < end {
            for (mutator, source) in zip(mutators, Self.sources) {
                try Self.check(mutator, source, seed, &outcomes)
            }
            seed += 1
        }
        let told = outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
        print("HDF5 files with changed structure, up to seed \(seed):", told.joined(separator: ", "))
    }

    private static let fuzzSeconds = number("BERTCONV_FUZZ_SECONDS") ?? 0

    private static func number(_ variable: String) -> Int? {
        unsafe getenv(variable).flatMap { Int(unsafe String(cString: $0)) }
    }

    private static func check(
        _ mutator: HDF5Mutator, _ source: String, _ seed: UInt64, _ outcomes: inout [String: Int]
    ) throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write(mutator.mutated(seed: seed), to: "model.h5"))
        let fault = fault { () throws(Fault) in try read(file, scratch: folder.path) }
        if let fault {
            #expect(codes.contains(fault.code), "\(source), seed \(seed): \(fault)")
            #expect(fault.file == file.path, "\(source), seed \(seed): \(fault)")
        }
        #expect(folder.names == ["model.h5"], "\(source), seed \(seed)")
        outcomes[fault?.code.description ?? "table", default: 0] += 1
    }

    /// Lists the tensors, decodes those that must be, and reads the values of all.
    private static func read(_ file: InputFile, scratch: String) throws(Fault) {
        let helper = HDF5Helper(executable: helper)
        let contents = try KerasReader.read(file, helper: helper)
        for entry in contents.table.entries {
            guard let range = entry.range else { continue }
            // Throws file.truncated, which is no code of a file's, where a range is not in the file.
            _ = try file.bytes(at: range.offset, count: range.count)
        }
        let bytes = contents.table.entries.filter(\.isEncoded).map(\.byteCount).max() ?? 0
        guard bytes > 0, bytes < 1 << 24 else { return }
        let decoded = try KerasDecoder.decode(contents.table, helper: helper, scratchFolder: scratch)
        for entry in decoded.entries { #expect(!entry.isEncoded) }
    }
}
