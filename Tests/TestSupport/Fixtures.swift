/// Files that real frameworks wrote, in `testdata/`.
package enum Fixtures {
    /// The folder `testdata`, found from this source file: tests read nothing outside the repository.
    package static let folder: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/testdata"
    }()

    /// For example, `testdata/<name>`.
    package static func path(_ name: String) -> String {
        folder + "/" + name
    }

    /// The folders of the nine classes as transformers 4.44.2 wrote them.
    package static let classes = [
        "BertModel", "BertForPreTraining", "BertLMHeadModel", "BertForMaskedLM", "BertForNextSentencePrediction",
        "BertForSequenceClassification", "BertForMultipleChoice", "BertForTokenClassification",
        "BertForQuestionAnswering",
    ]
}
