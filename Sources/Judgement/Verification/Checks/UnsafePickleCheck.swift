internal import ByteIO
internal import Formats
internal import JSONText
internal import TorchArchive

extension Rule {
    package static let unsafePickle = Rule("BC601", "unsafe-pickle", .error, needs: .headers)
}

extension Check {
    static let unsafePickle = Check(
        .unsafePickle, page: PackageResources.BC601_md, verify: UnsafePickleCheck.findings,
        unread: UnsafePickleCheck.breaks)
}

/// BC601: a pickle names things that torch refuses to look up, because loading them would run code.
///
/// bertconv has read the weights without running anything; torch with `weights_only=True`, which transformers 5
/// always uses, refuses the whole file, and without it would run whatever the file says.
enum UnsafePickleCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        examination.checkpoint.remarks.compactMap { remarks in
            let path = remarks.file.path
            return finding(
                remarks.refusal, path,
                help: "do not load it; ask its author for the weights as safetensors",
                conversion: "do not load it unless you trust its source; a conversion keeps only the weights")
        }
    }

    /// Whether a pickle contains something that cannot be read without running it.
    static func breaks(_ fault: Fault) -> Bool { fault.code == .torchOpaque }

    /// The finding about what a file would run that could not be read, even if it is damaged too.
    static func findings(unread path: String) -> [Finding] {
        finding(
            TorchSuspicion.refusal(ofFile: path), path,
            help: "do not load it anywhere; fetch the model again from where you trust it"
        ).map { [$0] } ?? []
    }

    private static func finding(
        _ refusal: TorchRefusal, _ path: String, help: String, conversion: String? = nil
    ) -> Finding? {
        refusal.words.map { words in
            Finding(
                .unsafePickle, subject: FilePath.name(of: path), file: path, message: words, help: help,
                conversion: conversion,
                evidence: [("names", .array(refusal.names.map { .string($0) }))])
        }
    }
}
