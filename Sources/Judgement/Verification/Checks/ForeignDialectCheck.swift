internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let foreignDialect = Rule("BC107", "foreign-dialect", .error, needs: .headers)
}

extension Check {
    static let foreignDialect = Check(
        .foreignDialect, page: PackageResources.BC107_md, verify: ForeignDialectCheck.findings)
}

/// BC107: a PyTorch or safetensors file with another library's names, or with matrices that lie the other way round.
enum ForeignDialectCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        names(examination) + kernels(examination)
    }

    /// A matrix as a TensorFlow kernel lies: [in, out], where PyTorch has [out, in].
    static func isTransposed(_ mismatched: Loading.Mismatched) -> Bool {
        mismatched.found.rank == 2 && mismatched.found.transposed == mismatched.expected
            && mismatched.parameter.path.template.hasSuffix(".weight")
            && !mismatched.parameter.path.template.hasSuffix("_embeddings.weight")
    }

    private static func names(_ examination: Examination) -> [Finding] {
        let reasons = Set(examination.diagnosis.reasons.values)
        let path = examination.checkpoint.path
        let count = examination.diagnosis.reasons.count
        let example = examination.checkpoint.table.entries.first?.name ?? ""
        return reasons.compactMap { reason in
            switch reason {
            case .dialect(let title):
                Finding(
                    .foreignDialect, subject: example, file: path,
                    message:
                        "is a name of \(title), like the others; \(examination.loading.library) knows none of them "
                        + "and fills \(count) parameters with random numbers",
                    help: "ask whoever saved it for the model in the names of \(examination.loading.library)",
                    conversion: "write the model anew under the names that \(examination.loading.library) knows",
                    evidence: [("dialect", .string(title)), ("parameters", .integer(count))])
            case .flattened:
                Finding(
                    .foreignDialect, subject: example, file: path,
                    message: "holds parameters that FSDP laid end to end; only the program that saved them knows which",
                    help: "save a full state_dict (FSDP.state_dict_type(model, StateDictType.FULL_STATE_DICT))",
                    evidence: [("parameters", .integer(count))])
            case .unrecognised:
                Finding(
                    .foreignDialect, subject: example, file: path,
                    message: "is no name of \(examination.tree.architecture.title), and no other tensor has one: all "
                        + "\(count) parameters would be filled with random numbers",
                    help: "look at the names, which 'inspect' lists; the config.json may belong to another model",
                    evidence: [("parameters", .integer(count))])
            case .prefix, .nested, .group, .adapter: nil
            }
        }
    }

    private static func kernels(_ examination: Examination) -> [Finding] {
        guard examination.checkpoint.format != .kerasHDF5 else { return [] }
        let transposed = examination.loading.mismatched.filter(isTransposed)
        guard let first = transposed.first else { return [] }
        return [
            Finding(
                .foreignDialect, about: first.entry,
                message: "is \(first.found), the model needs \(first.expected)"
                    + (transposed.count > 1 ? ", and \(transposed.count - 1) others are turned as well" : "")
                    + ": kernels of TensorFlow under names of PyTorch; square ones are turned too and no shape shows it",
                help: "convert the original TensorFlow file again; bertconv turns the kernels of such a file",
                evidence: [("tensors", .array(transposed.map { .string($0.entry.name) }))])
        ]
    }
}
