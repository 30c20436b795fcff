internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let adapterBeside = Rule("BC307", "adapter-beside", .warning, needs: .headers)
}

extension Check {
    static let adapterBeside = Check(
        .adapterBeside, page: PackageResources.BC307_md, verify: AdapterBesideCheck.findings)
}

/// BC307: an adapter lies beside a whole model.
///
/// If peft is installed, transformers adds the adapter without being asked, so the model that runs is not the one that
/// was checked. Without the adapter's weights, loading fails.
enum AdapterBesideCheck {
    private static let configuration = "adapter_config.json"
    private static let weights = "adapter_model.safetensors"

    static func findings(_ examination: Examination) -> [Finding] {
        let place = examination.facts.place
        guard place.isModel, PathKind(of: FilePath.join(place.folder, configuration)) == .file else { return [] }
        let isWhole = PathKind(of: FilePath.join(place.folder, weights)) == .file
        return [
            Finding(
                .adapterBeside, subject: configuration, file: FilePath.join(place.folder, configuration),
                message: isWhole
                    ? "names an adapter beside the model: if peft is installed, transformers adds it to the weights "
                        + "that were checked"
                    : "names an adapter whose \(weights) is missing: if peft is installed, transformers fails",
                help: "move the adapter into a folder of its own, or merge it into the model",
                evidence: [("weights", .bool(isWhole))])
        ]
    }
}
