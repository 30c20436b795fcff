// The standard library has the tables of canonical forms, and nothing public that uses them.
@_spi(_Unicode) internal import Swift

/// Canonical decomposition and composition of a text whose scalars keep their places in the user's text.
enum CanonicalForm {
    /// NFD, of the characters that the library's tables have.
    static func decomposed(_ text: AlignedText) -> AlignedText {
        var result: AlignedText = []
        result.reserveCapacity(text.count)
        // Where the marks begin that follow the last character of combining class 0.
        var marks: Int?
        for aligned in text {
            guard aligned.scalar.value >= 0xC0, UnicodeTables.isNormalized(aligned.scalar) else {
                sort(&result, from: marks)
                marks = nil
                result.append(aligned)
                continue
            }
            for scalar in String(aligned.scalar)._nfd {
                if combiningClass(scalar) == 0 {
                    sort(&result, from: marks)
                    marks = nil
                } else if marks == nil {
                    marks = result.count
                }
                result.append(AlignedScalar(scalar, aligned.origin))
            }
        }
        sort(&result, from: marks)
        return result
    }

    /// NFC, of the characters that the library's tables have.
    static func composed(_ text: AlignedText) -> AlignedText {
        if text.allSatisfy({ $0.scalar.value < 0x300 }) { return text }
        var result: AlignedText = []
        // The last character of combining class 0, and the class of the mark before the next character.
        var base: Int?
        var before: UInt8 = 0
        for aligned in decomposed(text) {
            let own = combiningClass(aligned.scalar)
            let isBlocked = base.map { $0 + 1 < result.count && (before == 0 || before >= own) } ?? true
            if let base, !isBlocked, let whole = composite(result[base].scalar, aligned.scalar) {
                let origin = result[base].origin
                let end = max(origin.upperBound, aligned.origin.upperBound)
                result[base] = AlignedScalar(whole, origin.lowerBound..<end)
                continue
            }
            if own == 0 { base = result.count }
            before = own
            result.append(aligned)
        }
        return result
    }

    private static func combiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        guard scalar.value >= 0x300, UnicodeTables.isNormalized(scalar) else { return 0 }
        return scalar.properties.canonicalCombiningClass.rawValue
    }

    /// The character that two are together; nil: there is none.
    private static func composite(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        guard second.value >= 0x300, UnicodeTables.isNormalized(first), UnicodeTables.isNormalized(second) else {
            return nil
        }
        var pair = String(first)
        pair.unicodeScalars.append(second)
        var whole: Unicode.Scalar?
        for scalar in pair._nfc {
            guard whole == nil else { return nil }
            whole = scalar
        }
        return whole.flatMap { UnicodeTables.isNormalized($0) ? $0 : nil }
    }

    /// Puts the marks at the end of a text in the order of their combining classes; those of one class keep theirs.
    ///
    /// The places in the user's text stay where they are, as in the library.
    private static func sort(_ text: inout AlignedText, from start: Int?) {
        guard let start, text.count - start > 1 else { return }
        let marks = text[start...].map(\.scalar)
        let classes = marks.map(combiningClass)
        var isThere = [Bool](repeating: false, count: 256)
        for own in classes { isThere[Int(own)] = true }
        var place = start
        for own in UInt8.min...UInt8.max where isThere[Int(own)] {
            for index in marks.indices where classes[index] == own {
                text[place].scalar = marks[index]
                place += 1
            }
        }
    }
}
