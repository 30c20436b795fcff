import TestSupport

/// Checkpoints of TensorFlow that lie about where their values are, or would make a reader reserve memory for them.
///
/// TensorFlow 2.18 reads a quarter of them without a word, and is ended by eleven.
enum BundleCases {
    static let all = BundleTableCases.all + BundleEntryCases.all + BundleValueCases.all + BundleGraphCases.all

    /// A checkpoint that no command reads.
    ///
    /// - Parameters:
    ///   - saying: what the error line must have: the key, the file, the place.
    ///   - base: the sound checkpoint.
    static func refused(
        _ name: String, _ code: String, _ guardedBy: String, rule: String = "BC602", saying: [String] = [],
        of base: DamagedBundle = .google, _ damage: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase {
        HostileCase(
            "bundle: " + name, .refused(code: code, rule: rule), guardedBy: guardedBy, convert: 2, inspect: 2,
            saying: saying
        ) { folder in
            var bundle = base
            damage(&bundle)
            return bundle.write(to: folder)
        }
    }

    /// A checkpoint whose names are read, and whose values no command passes on.
    static func refusedValues(
        _ name: String, saying: [String], _ damage: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase {
        HostileCase(
            "bundle: " + name, .refused(code: "file.checksum", rule: "BC602"), guardedBy: "TensorStream", convert: 2,
            inspect: 0, saying: saying
        ) { folder in
            var bundle = DamagedBundle.google
            damage(&bundle)
            return bundle.write(to: folder)
        }
    }

    /// A near miss, which is read and converted.
    static func fine(
        _ name: String, of base: DamagedBundle = .google,
        _ change: @escaping @Sendable (inout DamagedBundle) -> Void
    ) -> HostileCase {
        HostileCase("bundle: " + name, .fine, guardedBy: "nothing", convert: 0, inspect: 0) { folder in
            var bundle = base
            change(&bundle)
            return bundle.write(to: folder)
        }
    }
}
