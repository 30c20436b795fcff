internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let notFloat = Rule("BC111", "not-float", .error, needs: .headers)
}

extension Check {
    static let notFloat = Check(
        .notFloat, page: PackageResources.BC111_md,
        verify: { NotFloatCheck.findings($0.model) + NotFloatCheck.findings($0.sentence) },
        convert: NotFloatCheck.findings)
}

/// BC111: integers, booleans or packed values where a parameter of floating-point numbers belongs.
///
/// A library silently converts them to floats, or refuses the model. They are only meaningful to the program that
/// quantised the weights, together with the scales that it stores.
enum NotFloatCheck {
    static func findings(_ model: ModelCase) -> [Finding] {
        let marks = quantisers(model)
        let found = [tensors(model, marks), packed(model, marks)].compactMap(\.self)
        return (found.isEmpty ? [codes(model, marks)].compactMap(\.self) : found) + configuration(model)
    }

    /// Tensors of modules of sentence-transformers, which the library converts too.
    static func findings(_ folder: SentenceFolder?) -> [Finding] {
        let parts = (folder?.modules ?? []).flatMap(\.loaded)
        return parts.filter { $0.entry.elementType.isNoWeight }.map { part in
            Finding(
                .notFloat, about: part.entry,
                message: "holds values of the type \(part.entry.elementType.rawValue), where the module needs "
                    + "floating-point numbers",
                help: "use the file from before it was quantised")
        }
    }

    /// Tensors with the names of parameters that hold no floating-point numbers.
    private static func tensors(_ model: ModelCase, _ marks: [(name: String, tensor: String)]) -> Finding? {
        // Floats of 8 bits may be weights, but not if there are scales.
        let others = model.checkpoint.table.entries.filter {
            $0.elementType.isNoWeight || !marks.isEmpty && !$0.elementType.isWeight
        }
        guard !others.isEmpty else { return nil }
        let names = Set(model.loading.mismatched.map(\.entry.name) + model.loading.loaded.values.map(\.name))
            .union(model.binding.tensors.values.joined().map(\.entry.name))
        let odd = others.filter { names.contains($0.name) }
        guard let first = odd.first else { return nil }
        let types = Set(odd.map(\.elementType.rawValue)).sorted().joined(separator: ", ")
        return Finding(
            .notFloat, about: first,
            message:
                "holds values of the type \(first.elementType.rawValue), where the model needs floating-point numbers"
                + (odd.count > 1 ? "; so do \(odd.count - 1) others (\(types))" : "") + by(marks),
            help: odd.allSatisfy { $0.elementType == .bool || $0.elementType == .complex64 }
                ? "save the weights as floating-point numbers, or get the checkpoint that has them" : help(marks),
            evidence: [
                ("types", .string(types)), ("tensors", .array(odd.map { .string($0.name) })),
                ("quantiser", .text(marks.first?.name)),
            ])
    }

    /// Tensors that a quantiser stores instead of parameters, under other names.
    private static func packed(_ model: ModelCase, _ marks: [(name: String, tensor: String)]) -> Finding? {
        guard !model.loading.missing.isEmpty, let mark = marks.first,
            let entry = model.checkpoint.table.entries.first(where: { $0.name == mark.tensor })
        else { return nil }
        return Finding(
            .notFloat, about: entry,
            message: "belongs to weights that were quantised by \(mark.name); "
                + "\(model.loading.missing.count) parameters of the model have no values that it can load",
            help: help(marks), evidence: [("quantiser", .string(mark.name)), ("tensors", .integer(marks.count))])
    }

    /// Weights that are floats, with a quantiser's scales beside them: perhaps codes that were saved as floats.
    private static func codes(_ model: ModelCase, _ marks: [(name: String, tensor: String)]) -> Finding? {
        guard !marks.isEmpty else { return nil }
        let modules = Dictionary(
            model.loading.loaded.values.map { (module(of: $0.name), $0) },
            uniquingKeysWith: { $0.byteCount < $1.byteCount ? $1 : $0 })
        let beside = marks.compactMap { mark in modules[module(of: mark.tensor)].map { (mark, $0) } }
        guard let ((name, tensor), entry) = beside.first else { return nil }
        return Finding(
            .notFloat, about: entry,
            message:
                "has '\(tensor)' beside it, which \(name) stores: the values may be quantised codes, not weights"
                + (beside.count > 1 ? "; the same is true of \(beside.count - 1) others" : ""),
            help: help(marks) + "; if the values are weights, remove the scales from the file",
            evidence: [("quantiser", .string(name)), ("tensors", .array(beside.map { .string($0.1.name) }))])
    }

    /// `a.b` of `a.b.weight` and of `a.b.SCB`.
    private static func module(of name: String) -> Substring {
        name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
    }

    private static func configuration(_ model: ModelCase) -> [Finding] {
        model.problems.filter { $0.code == .quantised }.map { fault in
            Finding(
                .notFloat, subject: "quantization_config", file: fault.file, message: fault.reason,
                help: fault.remedy ?? help([]))
        }
    }

    private static func quantisers(_ model: ModelCase) -> [(name: String, tensor: String)] {
        guard let wrappers = try? Wrappers() else { return [] }
        var seen: Set<String> = []
        let names = model.loading.unexpected.map { $0.entry?.name ?? $0.name } + model.binding.unmapped.map(\.name)
        return names.filter { seen.insert($0).inserted }.compactMap { name in
            wrappers.quantiser(of: name).map { (name: $0.name, tensor: name) }
        }
    }

    private static func by(_ marks: [(name: String, tensor: String)]) -> String {
        guard let mark = marks.first else { return "" }
        return ": '\(mark.tensor)' shows that \(mark.name) quantised the weights"
    }

    private static func help(_ marks: [(name: String, tensor: String)]) -> String {
        let program = marks.first.map { " with \($0.name)" } ?? ""
        return "use the checkpoint from before it was quantised, or load it\(program) and save the weights as floats"
    }
}

extension ElementType {
    /// Whether values of this type are integers, packed or complex, and so cannot be weights.
    var isNoWeight: Bool { isInteger || self == .bool || self == .complex64 || bitWidth < 8 }
}
