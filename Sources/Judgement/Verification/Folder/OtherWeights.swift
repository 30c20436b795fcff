package import ByteIO
internal import Comparison
package import Formats
package import ModelSchema

/// Other weights in a model folder, compared with those that a loader takes.
package struct OtherWeights: Sendable {
    package enum Outcome: Sendable, Equatable {
        case equal
        /// A phrase that says how many weights differ, and the name of the first.
        case differ(String)
        /// Only headers were read.
        case notCompared
        /// The file could not be read.
        case unreadable(Fault)
    }

    package let name: String
    package let outcome: Outcome

    /// Compares the file `name` of `folder` with `checkpoint`, weight by weight.
    ///
    /// - Parameters:
    ///   - checkpoint: the weights that a loader takes, decoded; nil: nothing is compared.
    ///   - known: the architectures that they can be of.
    ///   - scratchFolder: where decoded tensors are stored meanwhile.
    package static func compare(
        _ name: String, in folder: String, with checkpoint: Checkpoint?, among known: KnownArchitectures,
        reader: CheckpointReader, scratchFolder: String
    ) -> OtherWeights {
        guard let checkpoint else { return OtherWeights(name: name, outcome: .notCompared) }
        do throws(Fault) {
            let path = FilePath.join(folder, name)
            let opened = try reader.open(path, shardFolder: folder)
            let other = try reader.decoded(opened, scratchFolder: scratchFolder)
            let library = try Library.newest()
            let difference = try CheckpointDifference(
                try CanonicalCheckpoint(
                    checkpoint, at: try ModelPlace(checkpoint.path, library: library, known: known)),
                try CanonicalCheckpoint(other, at: try ModelPlace(path, library: library, known: known)))
            return OtherWeights(name: name, outcome: difference.isSame ? .equal : .differ(words(difference)))
        } catch {
            return OtherWeights(name: name, outcome: .unreadable(error))
        }
    }

    private static func words(_ difference: CheckpointDifference) -> String {
        let rows = difference.rows.filter { !$0.isSame }
        let here = rows.count { $0.kind == .onlyInFirst }
        let there = rows.count { $0.kind == .onlyInSecond }
        let others = rows.count - here - there
        let parts = [
            others > 0 ? "\(others) of \(difference.rows.count) weights differ\(others == 1 ? "s" : "")" : nil,
            there > 0 ? "\(there) \(there == 1 ? "is" : "are") only in this file" : nil,
            here > 0 ? "\(here) \(here == 1 ? "is" : "are") not in this file" : nil,
        ].compactMap(\.self)
        return parts.joined(separator: ", ") + (rows.first.map { ", the first is '\($0.name)'" } ?? "")
    }
}
