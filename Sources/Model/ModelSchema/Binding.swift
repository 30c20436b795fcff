package import ByteIO
package import Tensors

/// A tensor of a checkpoint whose name a dialect knows as a parameter's.
package struct BoundTensor: Sendable {
    package let entry: TensorEntry
    package let match: Dialect.Match

    /// - Parameter entry: as it is stored; a dimension of 1 is added or moved if the dialect has it elsewhere.
    init(entry: TensorEntry, match: Dialect.Match) {
        self.entry =
            if match.orientation == .flattened, entry.shape.rank == 1 {
                entry.asColumn
            } else if match.orientation == .depthwise, entry.shape.dimensions.last == 1 {
                entry.exchangingUnit(entry.shape.rank - 2)
            } else { entry }
        self.match = match
    }

    /// The tensor's shape in PyTorch's orientation.
    package var shape: Shape {
        match.isTransposed ? entry.shape.transposed : entry.shape
    }

    /// Whether both have the same shape, the same type and the same bytes.
    ///
    /// - Throws: ``Fault`` of the file that could not be read.
    package func equals(_ other: BoundTensor) throws(Fault) -> Bool {
        guard shape == other.shape, entry.elementType == other.entry.elementType else { return false }
        return try TensorComparison(
            entry, transposed: match.isTransposed, other.entry, transposed: other.match.isTransposed) == nil
    }
}

/// What each tensor of a checkpoint is by its name: a parameter, a buffer, one that its program never uses, a part of
/// another model in the file, or nothing that the architecture knows.
///
/// Every tensor of the table is in exactly one of the five.
package struct Binding: Sendable {
    package let dialect: Dialect
    /// The tensors of each parameter; more than one where the file has copies or names that collide.
    package let tensors: [ParameterPath: [BoundTensor]]
    /// The parameters in the order of the file.
    package let order: [ParameterPath]
    /// The tensors that are buffers, with the schema's path.
    package let buffers: [(entry: TensorEntry, path: String)]
    /// The tensors of modules that the producer's program builds and never trains.
    package let unused: [(entry: TensorEntry, module: Dialect.Unused)]
    /// The tensors of another model that the producer's program saves in the same file, and what it is.
    package private(set) var others: [(entry: TensorEntry, model: String)] = []
    /// The tensors that are none of these.
    package private(set) var unmapped: [TensorEntry]
    /// Names that no dialect writes and that the library still takes for a parameter's.
    package let adopted: Set<String>

    /// Reads the names of `table` in the dialect that knows most of them.
    ///
    /// - Parameter prefixes: beginnings of names, which are ignored.
    /// - Throws: ``Fault`` `model.unknown-dialect` when none knows any, `model.ambiguous-name` when the file's producer
    ///   gives several parameters one name.
    package init(_ table: TensorTable, architecture: Architecture, ignoring prefixes: [String] = []) throws(Fault) {
        try self.init(table, architecture: architecture, ignoring: prefixes) { _ in nil }
    }

    /// - Parameter expected: the parameters of the model, which decide between dialects that know equally many names.
    init(
        _ table: TensorTable, architecture: Architecture, ignoring prefixes: [String],
        expected: (Architecture) -> ExpectedParameters?
    ) throws(Fault) {
        let readings = Self.readings(of: table, architecture.dialects.map { $0.ignoring(prefixes: prefixes) })
        let most = readings.map(\.count).max() ?? 0
        guard most > 0, let best = readings.first(where: { $0.count == most }) else {
            throw .unknownDialect(known: [architecture.title], example: table.entries.first?.name)
        }
        let variants = readings.filter { $0.dialect.name == best.dialect.name }
        guard variants.count > 1 else {
            self.init(table, best)
            return
        }
        if let expected = expected(architecture), expected.isOfKnownClass {
            self.init(table, Self.chosen(variants, table, expected))
            for variant in variants { setAside(variant.dialect) }
        } else {
            self.init(table, best)
            try checkAlternatives(variants.filter { $0.count == most }, variants.map(\.dialect))
        }
    }

    /// What a dialect takes each name of a table for.
    private struct Reading {
        let dialect: Dialect
        /// In the order of the table.
        let matches: [Dialect.Match?]
        /// How many names it knows.
        let count: Int

        init(_ table: TensorTable, _ dialect: Dialect) {
            self.dialect = dialect
            matches = dialect.matches(table.entries)
            count = matches.count { $0 != nil }
        }
    }

    /// The table in each dialect, up to one that knows all names, and in all variants of that.
    private static func readings(of table: TensorTable, _ dialects: [Dialect]) -> [Reading] {
        var readings: [Reading] = []
        var knowing: String?
        for dialect in dialects where knowing == nil || knowing == dialect.name {
            let reading = Reading(table, dialect)
            if reading.count == table.count { knowing = dialect.name }
            readings.append(reading)
        }
        return readings
    }

    /// Of variants of a dialect, the one that knows most names of the model's parameters, and of several the one that
    /// explains more of all names.
    ///
    /// A model without a head has a pooler in each variant, and in one of them the other pooler is never trained.
    private static func chosen(
        _ variants: [Reading], _ table: TensorTable, _ expected: ExpectedParameters
    ) -> Reading {
        let counts = variants.map { variant in
            variant.matches.count { $0.map { expected.contains($0.parameter) } ?? false }
        }
        let best = zip(variants, counts).filter { $0.1 == counts.max() }.map(\.0)
        let explained = best.map { variant in
            Set(
                zip(table.entries, variant.matches)
                    .filter { $1 != nil || variant.dialect.unused($0.name) != nil }.map(\.0.name))
        }
        let place = best.indices.reduce(0) { explained[$1].isStrictSuperset(of: explained[$0]) ? $1 : $0 }
        return best[place]
    }

    /// Takes what is unmapped for another model if a variant reads most of a model from it.
    private mutating func setAside(_ variant: Dialect) {
        let found = unmapped.filter { variant.match($0.name) != nil }
        guard found.count * 2 > order.count else { return }
        others += found.map { ($0, variant.title) }
        unmapped.removeAll { variant.match($0.name) != nil }
    }

    /// Checks that the other variants of the dialect read nothing else from the file.
    ///
    /// - Parameter equals: those that know as many names.
    /// - Throws: ``Fault`` `model.ambiguous-name`.
    private func checkAlternatives(_ equals: [Reading], _ variants: [Dialect]) throws(Fault) {
        if !Self.agree(equals) {
            for tensor in order.flatMap({ tensors[$0] ?? [] }) {
                var meanings = [tensor.match.parameter.description]
                for case let meaning? in equals.map({ $0.dialect.match(tensor.entry.name)?.parameter.description })
                where !meanings.contains(meaning) { meanings.append(meaning) }
                if meanings.count > 1 { throw .ambiguousName(tensor.entry.name, meanings) }
            }
        }
        for entry in unmapped {
            guard let other = variants.first(where: { $0.match(entry.name) != nil }) else { continue }
            throw .twoModels(entry.name, [dialect.title, other.title])
        }
    }

    /// Whether no two take a name for different parameters.
    private static func agree(_ readings: [Reading]) -> Bool {
        guard let first = readings.first else { return true }
        return readings.dropFirst().allSatisfy { reading in
            zip(first.matches, reading.matches).allSatisfy { $0 == nil || $1 == nil || $0?.parameter == $1?.parameter }
        }
    }

    /// The parameter of each bound tensor, by the tensor's name.
    package var parameters: [String: ParameterPath] {
        var parameters: [String: ParameterPath] = [:]
        for (path, bound) in tensors { for tensor in bound { parameters[tensor.entry.name] = path } }
        return parameters
    }

    /// Whether any tensor has a name that the dialect knows.
    package var isRecognised: Bool { !order.isEmpty || !buffers.isEmpty }

    /// Whether every tensor has a name of the dialect and nothing before it.
    var isPlain: Bool {
        unmapped.isEmpty && tensors.values.allSatisfy { $0.allSatisfy(\.match.wrapping.isEmpty) }
    }

    /// Whether any parameter of the bare model is there, and not only those of heads.
    package func hasBackbone(of architecture: Architecture) -> Bool {
        let bare = architecture.bareComponents
        let templates = Set(architecture.parameters.filter { bare.contains($0.component) }.map(\.path))
        return order.contains { templates.contains($0.template) }
    }

    /// What each tensor is in this dialect.
    init(_ table: TensorTable, dialect: Dialect) { self.init(table, Reading(table, dialect)) }

    private init(_ table: TensorTable, _ reading: Reading) {
        let dialect = reading.dialect
        var tensors: [ParameterPath: [BoundTensor]] = [:]
        var order: [ParameterPath] = []
        var buffers: [(entry: TensorEntry, path: String)] = []
        var unmapped: [TensorEntry] = []
        var unused: [(entry: TensorEntry, module: Dialect.Unused)] = []
        for (entry, match) in zip(table.entries, reading.matches) {
            if let match {
                if tensors[match.parameter] == nil { order.append(match.parameter) }
                tensors[match.parameter, default: []].append(BoundTensor(entry: entry, match: match))
            } else if let path = dialect.buffer(entry.name) {
                buffers.append((entry, path))
            } else if let module = dialect.unused(entry.name) {
                unused.append((entry, module))
            } else {
                unmapped.append(entry)
            }
        }
        let prefixes = dialect.strippedPrefixes
        if !prefixes.isEmpty {
            // What the user points at comes before what a training program's prefix hides.
            for (path, bound) in tensors {
                let chosen = bound.filter { tensor in
                    tensor.match.wrapping.isEmpty || prefixes.contains(where: tensor.entry.name.hasPrefix)
                }
                guard !chosen.isEmpty, chosen.count < bound.count else { continue }
                tensors[path] = chosen
            }
            let kept = Set(tensors.values.joined().map(\.entry.name))
            let constants = Set(buffers.map(\.entry.name) + unused.map(\.entry.name))
            unmapped = table.entries.filter { !kept.contains($0.name) && !constants.contains($0.name) }
        }
        self.init(
            dialect: dialect, tensors: tensors, order: order, buffers: buffers, unused: unused, others: [],
            unmapped: unmapped, adopted: [])
    }

    /// The same binding with the library's choice first among the tensors of each parameter, even if no dialect writes its
    /// name.
    ///
    /// transformers 5 removes the backbone's prefix from each name, so `bert.classifier.weight` is a classifier.
    func adopting(_ loading: Loading) -> Binding {
        var tensors = tensors
        var order = order
        var adopted = adopted
        let unknown = Set(unmapped.map(\.name))
        let taken =
            loading.loaded.map { (path: $0.key, entry: $0.value) }
            + loading.mismatched.map { (path: $0.parameter.path, entry: $0.entry) }
        for (path, entry) in taken {
            guard unknown.contains(entry.name) else {
                // A known name. Where the format stores copies they are equal, and none has to come first.
                guard !dialect.storesCopies,
                    let index = tensors[path]?.firstIndex(where: { $0.entry.name == entry.name }), index > 0,
                    let chosen = tensors[path]?.remove(at: index)
                else { continue }
                tensors[path]?.insert(chosen, at: 0)
                continue
            }
            let match = Dialect.Match(
                parameter: path, orientation: .same, isLegacy: false, isBare: false, wrapping: "", level: 0)
            tensors[path, default: []].insert(BoundTensor(entry: entry, match: match), at: 0)
            if tensors[path]?.count == 1 { order.append(path) }
            adopted.insert(entry.name)
        }
        for shadowed in loading.shadowed where unknown.contains(shadowed.entry.name) {
            let match = Dialect.Match(
                parameter: shadowed.parameter.path, orientation: .same, isLegacy: false, isBare: false, wrapping: "",
                level: 0)
            tensors[shadowed.parameter.path, default: []].append(BoundTensor(entry: shadowed.entry, match: match))
            adopted.insert(shadowed.entry.name)
        }
        return Binding(
            dialect: dialect, tensors: tensors, order: order, buffers: buffers, unused: unused, others: others,
            unmapped: unmapped.filter { !adopted.contains($0.name) }, adopted: adopted)
    }

    /// The same binding with each tensor replaced by that of the same name in `table`.
    func reading(_ table: TensorTable) -> Binding {
        Binding(
            dialect: dialect,
            tensors: tensors.mapValues { bound in
                bound.map { BoundTensor(entry: table.entry(like: $0.entry), match: $0.match) }
            },
            order: order, buffers: buffers.map { (table.entry(like: $0.entry), $0.path) },
            unused: unused.map { (table.entry(like: $0.entry), $0.module) },
            others: others.map { (table.entry(like: $0.entry), $0.model) },
            unmapped: unmapped.map(table.entry), adopted: adopted)
    }

    private init(
        dialect: Dialect, tensors: [ParameterPath: [BoundTensor]], order: [ParameterPath],
        buffers: [(entry: TensorEntry, path: String)], unused: [(entry: TensorEntry, module: Dialect.Unused)],
        others: [(entry: TensorEntry, model: String)], unmapped: [TensorEntry], adopted: Set<String>
    ) {
        self.others = others
        self.adopted = adopted
        self.dialect = dialect
        self.tensors = tensors
        self.order = order
        self.buffers = buffers
        self.unused = unused
        self.unmapped = unmapped
    }

    /// The tensor with the parameter's values; the first if there are several.
    package subscript(path: ParameterPath) -> BoundTensor? {
        tensors[path]?.first
    }
}

extension TensorTable {
    /// The tensor of the same name; `entry` itself if there is none.
    func entry(like entry: TensorEntry) -> TensorEntry { self[entry.name] ?? entry }
}
