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

/// BC107: a PyTorch or safetensors file with another library's names, or with transposed matrices.
enum ForeignDialectCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        names(examination) + kernels(examination)
    }

    /// Whether a matrix is a TensorFlow kernel, [in, out], where PyTorch has [out, in].
    static func isTransposed(_ mismatched: Loading.Mismatched) -> Bool {
        mismatched.found.rank == 2 && mismatched.found.transposed == mismatched.expected
            && mismatched.parameter.path.template.hasSuffix(".weight")
            && !mismatched.parameter.path.template.hasSuffix("_embeddings.weight")
    }

    private static func names(_ examination: Examination) -> [Finding] {
        let reasons = Set(examination.diagnosis.reasons.values)
        let path = examination.checkpoint.path
        let count = examination.diagnosis.reasons.count
        // Parameters that no name of the file stands for are random too.
        let random = examination.loading.missing.count
        let names = examination.checkpoint.table.entries.map(\.name)
        let example = names.first ?? ""
        return reasons.compactMap { reason in
            switch reason {
            case .dialect(let title):
                Finding(
                    .foreignDialect, subject: example, .tensor, file: path,
                    message:
                        "is a name of \(title), as are the others; \(examination.loading.library) knows none of them, "
                        + "so \(random) parameters would be random",
                    help: "ask its author for the model with the names of \(examination.loading.library)",
                    conversion: "convert it to the names that \(examination.loading.library) knows",
                    evidence: [("dialect", .string(title)), ("parameters", .integer(random))])
            case .flattened:
                Finding(
                    .foreignDialect, subject: example, .tensor, file: path,
                    message: "holds parameters that FSDP flattened into one tensor; only the program that saved them "
                        + "knows which",
                    help: "save a full state_dict (FSDP.state_dict_type(model, StateDictType.FULL_STATE_DICT))",
                    evidence: [("parameters", .integer(count))])
            case .unrecognised:
                Finding(
                    .foreignDialect, subject: example, .tensor, file: path,
                    message: "is not a name of \(examination.tree.architecture.title), nor are the others"
                        + "\(producer(of: names)): "
                        + "all \(count) parameters would be random",
                    help: unrecognisedHelp(examination),
                    evidence: [("parameters", .integer(count))])
            case .prefix, .ending, .nested, .group, .alike, .adapter, .quantised, .renamed, .reparametrised,
                .second, .wrapped:
                nil
            }
        }
    }

    private static func producer(of names: [String]) -> String {
        (try? Wrappers())?.producer(of: names).map { ", but those of \($0)" } ?? ""
    }

    private static func unrecognisedHelp(_ examination: Examination) -> String {
        if examination.facts.hasOwnClasses {
            return
                "config.json names classes of its own ('auto_map'): the names are those of that code, so load the "
                + "model with it; bertconv cannot judge it"
        }
        return "list the names with 'inspect'; the config.json may belong to another model, or the weights to "
            + "another program, which has to convert them"
    }

    private static func kernels(_ examination: Examination) -> [Finding] {
        guard !examination.checkpoint.format.isTensorFlows else { return [] }
        let transposed = examination.diagnosis.mismatched.filter(isTransposed)
        guard let first = transposed.first else { return [] }
        let upright = upright(examination)
        let consequence =
            upright == 0
            ? ": TensorFlow kernels under PyTorch names; square ones are probably transposed too, although their shape "
                + "does not show it"
            : "; \(upright) other \(upright == 1 ? "matrix that is not square has" : "matrices that are not square have") "
                + "the right shape, so nothing shows how the square ones are stored"
        return [
            Finding(
                .foreignDialect, about: first.entry,
                message: "has the shape \(first.found), but the model needs \(first.expected)"
                    + (transposed.count > 1 ? ", and \(transposed.count - 1) others are transposed too" : "")
                    + consequence,
                help: upright == 0
                    ? "convert the original TensorFlow file with bertconv, which transposes them"
                    : "save the model again from where it came, or transpose these tensors",
                evidence: [("tensors", .array(transposed.map { .string($0.entry.name) }))])
        ]
    }

    /// The number of matrices of linear layers that are not square and have the right shape: they are not transposed.
    private static func upright(_ examination: Examination) -> Int {
        let wrong = Set(examination.diagnosis.mismatched.map(\.parameter.path))
        let linear = Set(examination.tree.architecture.parameters.filter { $0.kind == "linear" }.map(\.path))
        return examination.tree.parameters.count { parameter in
            guard let shape = parameter.shape, shape.rank == 2, shape.transposed != shape, parameter.tiedTo == nil,
                linear.contains(parameter.path.template), !wrong.contains(parameter.path)
            else { return false }
            return examination.binding[parameter.path] != nil
        }
    }
}
