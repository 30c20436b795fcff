package import ByteIO

/// All checks, in the order of their rules.
///
/// Each is a file of its own.
package enum Checks {
    /// What names, shapes and lists say; no values are read.
    package static func ofNames(_ inspection: Inspection) -> [Finding] {
        MissingParameterCheck.findings(inspection) + UnexpectedTensorCheck.findings(inspection)
            + ShapeMismatchCheck.findings(inspection) + LayerCountCheck.findings(inspection)
            + UntiedBiasCheck.findings(inspection)
            + IndexCheck.findings(inspection) + OtherWeightsCheck.findings(inspection)
    }

    /// What the values of tensors that should be equal say.
    ///
    /// Every tensor must be a plain run of bytes.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    package static func ofCopies(_ inspection: Inspection) throws(Fault) -> [Finding] {
        try CopiesCheck.findings(inspection) + TiedWeightsCheck.findings(inspection) + BufferCheck.findings(inspection)
    }
}
