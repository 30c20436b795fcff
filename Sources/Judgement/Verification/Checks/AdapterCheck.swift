internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let adapterOnly = Rule("BC110", "adapter-only", .error, needs: .headers)
}

extension Check {
    static let adapterOnly = Check(.adapterOnly, page: PackageResources.BC110_md, verify: AdapterCheck.findings)
}

/// BC110: the file holds an adapter, which adds to a model, and not the model.
enum AdapterCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let count = examination.diagnosis.tensors.values.count { $0 == .adapter }
        guard count > 0 else { return [] }
        let isAlone = examination.loading.loaded.isEmpty
        return [
            Finding(
                .adapterOnly, subject: FilePath.name(of: examination.checkpoint.path),
                file: examination.checkpoint.path,
                message: isAlone
                    ? "holds \(count) tensors of an adapter (PEFT) and no model"
                    : "holds \(count) tensors of an adapter (PEFT) that was not merged into the model",
                help: "load the base model with the adapter, call merge_and_unload(), and save that",
                evidence: [("tensors", .integer(count))])
        ]
    }

    /// A folder with an adapter and no other weights.
    static func finding(folder: String, adapter: String) -> Finding {
        Finding(
            .adapterOnly, subject: adapter, file: FilePath.join(folder, adapter),
            message: "is an adapter (PEFT), which needs its base model, and the folder has no other weights",
            help: "verify the base model, or merge the adapter into it with merge_and_unload() and save that")
    }
}
