internal import ByteIO
internal import Forensics
package import ModelSchema
internal import Tensors

/// A joint of a layer.
package struct JointPlace: Sendable, Hashable {
    package let layer: Int
    package let joint: ResidualStream.Joint
}

/// Two tensors whose units are compared while they are read.
struct JointTask: Sendable {
    struct Half: Sendable {
        /// The name of the tensor.
        let name: String
        /// Whether its units are its rows; else they are its columns.
        let unitsAreRows: Bool
    }

    let place: JointPlace
    let first: Half
    let second: Half
    /// How many attention heads the units form; 1 for those of the feed-forward network.
    let heads: Int

    /// The energies of all units of both halves.
    func energies(_ profiles: [TensorProfile?]) -> (first: [Double], second: [Double])? {
        guard profiles.count == 2, let first = profiles[0]?.energies(ofRows: first.unitsAreRows),
            let second = profiles[1]?.energies(ofRows: second.unitsAreRows)
        else { return nil }
        return (first, second)
    }
}

/// Tensors that one worker reads one after the other: one, or the halves of a joint.
struct TensorGroup: Sendable {
    private(set) var tasks: [TensorReader.Task]
    private(set) var joint: JointTask?

    var byteCount: Int { tasks.reduce(0) { $0.clampedSum($1.entry.byteCount) } }

    /// Every task in one group; of joints that share a tensor, the first is compared.
    static func all(_ tasks: [TensorReader.Task], _ joints: [JointTask]) -> [TensorGroup] {
        let places = Dictionary(
            zip(tasks.map(\.entry.name), tasks.indices), uniquingKeysWith: { first, _ in first })
        var grouped: Set<Int> = []
        var groups: [TensorGroup] = []
        for joint in joints {
            guard let first = places[joint.first.name], let second = places[joint.second.name], first != second,
                grouped.isDisjoint(with: [first, second])
            else { continue }
            grouped.formUnion([first, second])
            groups.append(TensorGroup(tasks: [tasks[first], tasks[second]], joint: joint))
        }
        for index in tasks.indices where !grouped.contains(index) {
            groups.append(TensorGroup(tasks: [tasks[index]], joint: nil))
        }
        return groups
    }
}

/// What the tests of belonging compare of a tensor.
enum TensorProfile: Sendable {
    case matrix(LineProfiles)
    /// The values themselves.
    case vector([Double])

    var lines: LineProfiles? {
        if case .matrix(let lines) = self { lines } else { nil }
    }

    var values: [Double]? {
        if case .vector(let values) = self { values } else { nil }
    }

    fileprivate func energies(ofRows areRows: Bool) -> [Double]? {
        lines.map { areRows ? $0.rows.energies : $0.columns.energies }
    }
}

extension TensorReader.Outcome {
    /// Nil if it could not be read, or the tests do not compare it.
    var profile: TensorProfile? {
        if case .success(let values) = values { values.profile } else { nil }
    }
}
