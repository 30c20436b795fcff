package import ByteIO
package import ModelSchema

/// All checks, in the order of their rules.
///
/// Each is a file of its own.
package enum Checks {
    /// What names, shapes and lists say to a conversion; no values are read.
    package static func ofNames(_ model: ModelCase) -> [Finding] {
        MissingParameterCheck.findings(model) + UnexpectedTensorCheck.findings(model)
            + ShapeMismatchCheck.findings(model) + LayerCountCheck.findings(model)
            + UntiedBiasCheck.findings(model) + NotFloatCheck.findings(model)
            + IndexCheck.findings(model) + OtherWeightsCheck.findings(model)
    }

    /// What the values of tensors that should be equal say.
    ///
    /// Every tensor must be a plain run of bytes.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    package static func ofCopies(_ model: ModelCase) throws(Fault) -> [Finding] {
        try CopiesCheck.findings(model) + TiedWeightsCheck.findings(model) + BufferCheck.findings(model)
    }

    /// Everything that a gate asks, of a model as its loader would load it.
    ///
    /// - Returns: the findings, and why checks that compare values were not done: a damaged tensor must not take what
    ///   the others found with it.
    package static func all(_ examination: Examination) -> (findings: [Finding], faults: [Fault]) {
        var faults: [Fault] = []
        func comparing(_ check: () throws(Fault) -> [Finding]) -> [Finding] {
            do throws(Fault) {
                return try check()
            } catch {
                faults.append(error)
                return []
            }
        }
        let model = examination.model
        let readsValues = examination.depth == .values
        let storesCopies = examination.binding.dialect.storesCopies
        var findings = MissingParameterCheck.findings(examination) + UnexpectedTensorCheck.findings(examination)
        findings += ShapeMismatchCheck.findings(examination)
        findings += comparing { () throws(Fault) in try NameCollisionCheck.findings(examination) }
        findings += ForeignPrefixCheck.findings(examination) + LegacyNameCheck.findings(examination)
        findings += ForeignDialectCheck.findings(examination) + LayerCountCheck.findings(examination)
        findings += ZeroElementCheck.findings(examination) + AdapterCheck.findings(examination)
        findings += NotFloatCheck.findings(examination.model)
        if readsValues { findings += comparing { () throws(Fault) in try TiedWeightsCheck.findings(examination) } }
        findings += UntiedBiasCheck.findings(model)
        findings +=
            readsValues
            ? comparing { () throws(Fault) in try BufferCheck.findings(model) } : BufferCheck.unread(model)
        if readsValues, storesCopies {
            findings += comparing { () throws(Fault) in try CopiesCheck.findings(model) }
        }
        findings += IndexCheck.findings(examination) + OtherWeightsCheck.findings(examination)
        findings += NoCurrentLoaderCheck.findings(examination) + FormatMetadataCheck.findings(examination)
        findings += CompressedArchiveCheck.findings(examination) + AdapterBesideCheck.findings(examination)
        findings += NonFiniteCheck.findings(examination) + ConstantTensorCheck.findings(examination)
        findings += HalfPrecisionCheck.findings(examination) + LostInTypeCheck.findings(examination)
        let modules = examination.modules
        findings += UntrainedProvenCheck.findings(modules) + UntrainedStrongCheck.findings(modules)
        findings += UntrainedRowsCheck.findings(modules)
        findings += BarelyTrainedCheck.findings(modules)
        findings += DeadValuesCheck.findings(examination) + QuantisedGridCheck.findings(examination)
        findings += comparing { () throws(Fault) in try CopiedParametersCheck.findings(examination) }
        findings += UnsafePickleCheck.findings(examination)
        findings += OwnCodeCheck.findings(examination) + PickledCompanionsCheck.findings(examination)
        findings += ConfigurationCheck.findings(examination)
        findings += VocabularyCheck.findings(examination) + LabelCountCheck.findings(examination)
        findings += PositionEmbeddingCheck.findings(examination)
        return (findings, faults)
    }
}
