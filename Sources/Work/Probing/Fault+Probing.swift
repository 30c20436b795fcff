package import ByteIO
internal import ModelSchema
internal import Tensors

extension Fault.Code {
    package static let forwardUnknown = Fault.Code("probe.not-described")
    package static let parameterMissing = Fault.Code("probe.missing")
    package static let parameterNotFloat = Fault.Code("probe.not-float")
    package static let activationUnknown = Fault.Code("probe.activation")
    package static let tokenUnknown = Fault.Code("probe.token")
    package static let textTooLong = Fault.Code("probe.too-long")
    package static let golden = Fault.Code("probe.golden")
    package static let pooling = Fault.Code("probe.pooling")
}

extension Fault {
    static func forwardUnknown(_ architecture: String, described: [String]) -> Fault {
        Fault(
            .forwardUnknown, subject: "architecture '\(architecture)'",
            reason: "the forward pass of this architecture is not described",
            remedy: "describe it with the member 'forward' of a schema file and pass --schema (docs/architectures.md); "
                + "built in are \(described.joined(separator: ", "))")
    }

    static func parameterMissing(_ name: String, mismatched: Loading.Mismatched?, library: String) -> Fault {
        let reason =
            if let mismatched {
                "has the shape \(mismatched.found) in the file, expected \(mismatched.expected)"
            } else {
                "is missing, so \(library) would fill it with random values"
            }
        return Fault(
            .parameterMissing, subject: "parameter '\(name)'", reason: reason,
            remedy: "run 'bertconv verify' to find the cause, or pass --as with the class that the weights are of")
    }

    static func parameterNotFloat(_ name: String, _ type: ElementType) -> Fault {
        Fault(
            .parameterNotFloat, subject: "tensor '\(name)'",
            reason: "has the type \(type.word), with which nothing can be computed",
            remedy: "use the checkpoint from before it was quantised")
    }

    static func activationUnknown(_ name: String, field: String, known: [String]) -> Fault {
        Fault(
            .activationUnknown, subject: "field '\(field)'", reason: "names the unknown activation '\(name)'",
            remedy: "known are \(known.joined(separator: ", "))")
    }

    static func tokenUnknown(_ id: Int, rows: Int, text: Int) -> Fault {
        Fault(
            .tokenUnknown, subject: "text \(text + 1)",
            reason: "token \(id) is not in the vocabulary, which has the numbers 0 to \(rows - 1)",
            remedy: "use the tokenizer of this model, or pass --ids with numbers of its vocabulary")
    }

    static func typeUnknown(_ type: Int, rows: Int, text: Int) -> Fault {
        Fault(
            .tokenUnknown, subject: "text \(text + 1)",
            reason: "token type \(type) has no embedding; the model has the types 0 to \(rows - 1)",
            remedy: "pass one text, not a pair")
    }

    static func textTooLong(_ count: Int, limit: Int, text: Int) -> Fault {
        Fault(
            .textTooLong, subject: "text \(text + 1)",
            reason: "has \(count) tokens, and the model has positions for \(limit)",
            remedy: "pass --max-length \(limit) to cut it off")
    }

    static func emptyText(_ text: Int) -> Fault {
        Fault(
            .tokenUnknown, subject: "text \(text + 1)", reason: "has no tokens", remedy: "pass at least one token")
    }

    static var settingsUnknown: Fault {
        Fault(
            .configuration,
            reason: "no config.json beside it states the number of heads, the activation and the epsilon",
            remedy: "put the config.json that was saved with these weights beside them")
    }

    static func summaryUnknown(_ field: String, _ name: String?) -> Fault {
        Fault(
            .configuration, subject: "field '\(field)'",
            reason: "is '\(name ?? "null")', and only the summary by the first token ('first') is computed",
            remedy: "run this model with its own library")
    }

    static func notEpsilon(_ field: String) -> Fault {
        Fault(
            .configuration, subject: "field '\(field)'", reason: "is no number of at least 0, so norms cannot use it",
            remedy: "use the config.json that was saved with these weights")
    }

    static func tooFewBuckets(_ module: String, _ buckets: Int) -> Fault {
        Fault(
            .configuration, subject: "parameter '\(module).weight'",
            reason: "needs \(buckets) rows, one for each bucket of distances, and a number for each head in each",
            remedy: "use the checkpoint and the config.json that were saved together")
    }

    static func forwardMisfit(_ thing: String, _ architecture: String) -> Fault {
        Fault(
            .forwardUnknown, subject: "architecture '\(architecture)'",
            reason: "the description of its forward pass is wrong: sizes do not fit at \(thing)",
            remedy: "correct the member 'forward' of its schema file (docs/architectures.md)")
    }

    static func headsDoNotDivide(_ heads: Int, width: Int) -> Fault {
        Fault(
            .configuration, reason: "\(heads) attention heads do not divide the width \(width)",
            remedy: "use the config.json that was saved with these weights")
    }
}
