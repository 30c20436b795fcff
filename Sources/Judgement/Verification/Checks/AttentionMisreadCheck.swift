internal import ByteIO
internal import Forensics
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let attentionMisread = Rule("BC806", "attention-misread", .error, needs: .values)
}

extension Check {
    static let attentionMisread = Check(
        .attentionMisread, page: PackageResources.BC806_md, verify: AttentionMisreadCheck.findings)
}

/// BC806: query, key and value have each other's rows, because a fused matrix was cut wrongly or names were exchanged.
enum AttentionMisreadCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        (examination.belonging?.misread ?? []).map { found in
            Finding(
                .attentionMisread, subject: "layer.\(LayerNumbers(found.layers)).attention",
                file: examination.checkpoint.path, message: words(found.reading),
                help: "convert the original checkpoint again with a program that knows its layout",
                evidence: [
                    ("test", .string("J")), ("reading", .string(found.reading.rawValue)),
                    ("strength", .number(TransposedKernelCheck.rounded(found.strength))),
                    ("otherStrength", .number(TransposedKernelCheck.rounded(found.otherStrength))),
                ])
        }
    }

    private static func words(_ reading: AttentionReading) -> String {
        switch reading {
        case .keyAndValueExchanged: "has its keys and values exchanged: queries fit what is stored as the value"
        case .queryAndValueExchanged: "has its queries and values exchanged: keys fit what is stored as the value"
        case .fusedByHead:
            "was cut wrongly: a fused matrix of query, key and value for each head was cut as if it had all queries first"
        case .fusedByPart:
            "was cut wrongly: a fused matrix with all queries first was cut as if it had query, key and value for each head"
        }
    }
}
