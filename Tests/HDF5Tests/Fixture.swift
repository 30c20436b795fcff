import TestSupport

/// The files of `testdata/` that this suite reads, and changed copies of them.
enum Fixture {
    /// Folders in which transformers wrote a `tf_model.h5`.
    static let transformers = [
        "48-layers", "BertForMaskedLM", "BertForPreTraining", "BertModel", "bfloat16-policy", "cross-attention",
        "float16-policy", "functional-model", "untied",
    ]

    /// The path of the file of that name that h5py wrote.
    static func h5py(_ name: String) -> String {
        Fixtures.path("h5py-3.16.0/\(name).h5")
    }

    /// The path of the file that transformers wrote into the folder of that name.
    static func transformers(_ name: String) -> String {
        Fixtures.path("transformers-4.44.2/\(name)/tf_model.h5")
    }

    /// Calls `body` with the path of a file of these bytes, which is then removed.
    static func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) rethrows {
        let folder = TemporaryFolder()
        try body(folder.write(bytes, to: "changed.h5"))
    }
}
