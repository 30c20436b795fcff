package import ByteIO

extension Fault.Code {
    package static let policySize = Fault.Code("policy.size")
    package static let policyEncoding = Fault.Code("policy.encoding")
    package static let policyCharacter = Fault.Code("policy.character")
    package static let policySyntax = Fault.Code("policy.syntax")
    package static let policyUnsupported = Fault.Code("policy.unsupported")
    package static let policyDuplicateKey = Fault.Code("policy.duplicate-key")
    package static let policyKey = Fault.Code("policy.key")
    package static let policyMissingKey = Fault.Code("policy.missing-key")
    package static let policyType = Fault.Code("policy.type")
    package static let policyVersion = Fault.Code("policy.version")
    package static let policyRule = Fault.Code("policy.rule")
    package static let policyAction = Fault.Code("policy.action")
    package static let policyReason = Fault.Code("policy.reason")
    package static let policyDate = Fault.Code("policy.date")
    package static let policyClock = Fault.Code("policy.clock")
    package static let policyGlob = Fault.Code("policy.glob")
    package static let policyAllowance = Fault.Code("policy.allowance")
    package static let policyBaseline = Fault.Code("policy.baseline")
}

extension Fault {
    static func tooLarge(_ path: String, byteCount: UInt64, limit: Int) -> Fault {
        Fault(
            .policySize, file: path, reason: "the file has \(byteCount) bytes; at most \(limit) are read",
            remedy: "check that it is the file you mean")
    }

    static func tooLargeToRead(_ path: String, byteCount: Int, limit: Int) -> Fault {
        Fault(
            .policySize, file: path, reason: "would have \(byteCount) bytes; at most \(limit) are read",
            remedy: "verify the models in several runs, each with a file of its own")
    }

    static func yamlEncoding(place: String) -> Fault {
        Fault(.policyEncoding, reason: "\(place): is not valid UTF-8", remedy: "save the file as UTF-8")
    }

    static func yamlCharacter(_ scalar: Unicode.Scalar, place: String) -> Fault {
        let number = String(scalar.value, width: 4, radix: 16, uppercase: true)
        return Fault(
            .policyCharacter, reason: "\(place): YAML does not allow the character U+\(number)",
            remedy: "remove it, or write it as an escape in double quotes")
    }

    static func yamlSyntax(_ reason: String, place: String, remedy: String? = nil) -> Fault {
        Fault(.policySyntax, reason: "\(place): \(reason)", remedy: remedy)
    }

    static func yamlUnsupported(_ what: String, place: String, remedy: String) -> Fault {
        Fault(.policyUnsupported, reason: "\(place): \(what) is not allowed in a policy", remedy: remedy)
    }

    static func yamlDuplicateKey(_ key: String, place: String) -> Fault {
        Fault(.policyDuplicateKey, reason: "\(place): the key '\(key)' occurs twice", remedy: "keep one of them")
    }
}

extension Fault {
    static func unknownKey(_ key: String, place: String, known: [String]) -> Fault {
        Fault(
            .policyKey, reason: "\(place): unknown key '\(key)'",
            remedy: "the keys are \(known.joined(separator: ", "))")
    }

    static func missingKey(_ key: String, place: String, remedy: String) -> Fault {
        Fault(.policyMissingKey, reason: "\(place): '\(key)' is missing", remedy: remedy)
    }

    static func policyType(_ name: String, expected: String, found: YAMLNode, place: String, remedy: String) -> Fault {
        Fault(
            .policyType, reason: "\(place): \(name) is \(found.typeName), expected \(expected)", remedy: remedy)
    }

    static func policyVersion(_ text: String, place: String) -> Fault {
        Fault(
            .policyVersion, reason: "\(place): this program does not read version '\(text)'",
            remedy: "write 'version: \(Policy.version)', or use a newer bertconv")
    }

    static func policyRule(_ text: String, place: String) -> Fault {
        Fault(
            .policyRule, reason: "\(place): there is no rule '\(text)'",
            remedy: "'bertconv explain' lists the rules with number and name")
    }

    static func policyAction(_ text: String, place: String) -> Fault {
        let known = Policy.Action.allCases.map(\.rawValue).joined(separator: ", ")
        return Fault(.policyAction, reason: "\(place): unknown action '\(text)'", remedy: "the actions are \(known)")
    }

    static func policyReason(_ reason: String, place: String) -> Fault {
        Fault(
            .policyReason, reason: "\(place): \(reason)",
            remedy: "explain why this is acceptable")
    }

    static func policyDate(_ text: String, place: String) -> Fault {
        Fault(
            .policyDate, reason: "\(place): '\(text)' is not a date",
            remedy: "write the last day on which the entry applies, such as 2027-03-01")
    }

    static func clock() -> Fault {
        Fault(
            .policyClock,
            reason: "the clock of this machine has no valid date, so expired entries cannot be recognised",
            remedy: "set the clock")
    }

    static func glob(_ pattern: String, _ reason: String) -> Fault {
        Fault(
            .policyGlob, reason: "the pattern '\(pattern)' \(reason)",
            remedy: "put a backslash before a special character that is meant literally")
    }

    static func allowanceRule(_ text: String) -> Fault {
        Fault(
            .policyAllowance, reason: "there is no rule '\(text.prefix { $0 != "=" })'",
            remedy: "write RULE or RULE=GLOB; 'bertconv explain' lists the rules with number and name")
    }

    static func allowanceGlob(_ text: String) -> Fault {
        Fault(
            .policyAllowance, reason: "no pattern follows '=' in '\(text)'",
            remedy: "leave the '=' out to accept every finding of the rule")
    }

    static func baseline(_ reason: String, offset: Int? = nil) -> Fault {
        Fault(
            .policyBaseline, offset: offset.map { UInt64($0) }, reason: reason,
            remedy: "write the baseline again with --write-baseline")
    }
}
