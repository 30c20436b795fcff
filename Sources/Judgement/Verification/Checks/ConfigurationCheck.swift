internal import ByteIO
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let badConfiguration = Rule("BC701", "bad-configuration", .error, needs: .headers)
}

extension Check {
    static let badConfiguration = Check(
        .badConfiguration, page: PackageResources.BC701_md, verify: ConfigurationCheck.findings)
}

/// BC701: the library cannot use config.json or a file beside it.
///
/// The weights are checked nevertheless, with sizes from their shapes.
enum ConfigurationCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        examination.problems.filter { $0.code != .quantised && $0.code != .redirected }
            .map { problem in
                finding(
                    .badConfiguration, problem, hasOwnClasses: examination.facts.hasOwnClasses,
                    isAutomatic: examination.facts.place.automaticClass != nil)
            }
    }

    /// A finding of `rule` about the field or the file that a fault names.
    ///
    /// - Parameters:
    ///   - hasOwnClasses: whether config.json names classes of the model's own, which may know the value.
    ///   - isAutomatic: whether the class that refuses the model is the one that loads it.
    static func finding(
        _ rule: Rule, _ fault: Fault, hasOwnClasses: Bool = false, isAutomatic: Bool = false
    ) -> Finding {
        // A fault says "field 'name'", a finding is about the name.
        let field = fault.subject?.split(separator: "'").dropFirst().first.map(String.init)
        let subject = field ?? fault.file.map(FilePath.name) ?? "config.json"
        let place = fault.offset.map { " (byte \($0))" } ?? ""
        // The model can be loaded, but not by every class.
        let isWarning = fault.code == .automatic && !isAutomatic
        // The library takes it, but nothing tells which model it builds.
        let isUsed = isWarning || fault.code == .unknownClass
        return Finding(
            rule, severity: isWarning ? .warning : nil, subject: subject, file: fault.file,
            message: (isUsed ? fault.reason : "cannot be used: " + fault.clause) + place,
            help: fault.remedy
                ?? (hasOwnClasses
                    ? "the model's own code ('auto_map') may know it: load the model with that code, which bertconv "
                        + "cannot judge"
                    : "use the config.json that was saved with these weights"),
            evidence: [("code", .string(fault.code.description))])
    }
}
