/// The architectures bertconv knows, as the text of their schema files.
///
/// They are compiled in: the program needs no file beside it to know what a BERT is.
package enum Schemas {
    /// One schema for each architecture.
    package static let architectures: [[UInt8]] = [PackageResources.bert_json]
}
