internal import ModelSchema
internal import Tensors

/// Missing parameters that a program has stored as several tensors, from which it computes them: weight normalisation,
/// pruning.
struct Reparametrised {
    /// How a parameter is stored.
    struct Use {
        let program: Wrappers.Reparametrisation
        /// The tensors, in the order of the program's endings.
        let tensors: [TensorEntry]
    }

    private(set) var uses: [ParameterPath: Use] = [:]

    /// The names of all these tensors, and of those that the same programs keep beside them.
    private(set) var names: Set<String> = []

    /// - Parameter missing: parameters that nothing explains.
    init(_ missing: [Parameter], _ model: ModelCase) {
        guard !missing.isEmpty, let wrappers = try? Wrappers() else { return }
        let unmapped = Dictionary(
            model.binding.unmapped.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let prefixes = [""] + model.prefixes
        for parameter in missing {
            let isBias = parameter.name.hasSuffix(".bias")
            let module = String(parameter.name.dropLast(isBias ? 4 : 6))
            let full = parameter.path.description
            let modules = [module, String(full.dropLast(isBias ? 4 : 6))]
            let found = wrappers.reparametrisations.lazy.filter { program in
                program.endings.allSatisfy { $0.contains("bias") == isBias }
            }.compactMap { program -> Use? in
                for start in prefixes {
                    for module in modules {
                        let tensors = program.endings.compactMap { unmapped["\(start)\(module)\($0)"] }
                        if tensors.count == program.endings.count { return Use(program: program, tensors: tensors) }
                    }
                }
                return nil
            }.first
            guard let found else { continue }
            uses[parameter.path] = found
            names.formUnion(found.tensors.map(\.name))
        }
    }
}
