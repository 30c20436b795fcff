/// What the tokenizers library of Hugging Face knows of characters, as it is in version 0.23.
///
/// It has tables of several ages: Unicode 8 for categories, 9 for canonical forms, 16 for the classes of byte-level
/// tokenizers. A character that is younger than a table is unassigned in it. Swift has the newest categories and the
/// age of each character; the few whose category has changed since are listed here. Compared with the library for each
/// of the 1,112,064 scalars.
enum UnicodeTables {
    static func isASCII(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x80 }

    static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        isASCII(scalar)
            ? scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value)
            : scalar.properties.isWhitespace
    }

    /// Whether BERT's normalizer removes the character: controls, formats, private use, U+FFFD.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if isASCII(scalar) {
            return scalar.value < 0x20 ? ![0x09, 0x0A, 0x0D].contains(scalar.value) : scalar.value == 0x7F
        }
        if scalar.value == 0xFFFD { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: return isOfVersion(8, scalar)
        default: return false
        }
    }

    /// Ideographs, which become words of their own; the block from U+2B820 is not among them in the library either.
    static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// Punctuation, and all of ASCII that is neither letter, digit, control nor space.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0x166D, 0x111C9: return true
        case ..<0x80: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return isOfVersion(8, scalar)
        default: return false
        }
    }

    /// Marks that take no space, by category Mn: accents.
    static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x300 { return false }
        switch scalar.value {
        case 0x1734, 0x1171E: return true
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: return false
        default: return scalar.properties.generalCategory == .nonspacingMark && isOfVersion(8, scalar)
        }
    }

    /// Whether a character has a canonical decomposition or a combining class, as far as Unicode 9 knows it.
    static func isNormalized(_ scalar: Unicode.Scalar) -> Bool { isOfVersion(9, scalar) }

    /// What `\w` matches in the library's regular expressions.
    static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }

    private static func isOfVersion(_ major: Int, _ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.age.map { $0.major <= major } ?? false
    }
}

/// The classes of characters that the pattern of byte-level tokenizers distinguishes.
enum ByteLevelClass {
    case letter, number, space, other

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A: self = .letter
        case 0x30...0x39: self = .number
        case 0x20, 0x09...0x0D: self = .space
        case ..<0x80: self = .other
        default: self = Self.beyondASCII(scalar.properties)
        }
    }

    private static func beyondASCII(_ properties: Unicode.Scalar.Properties) -> ByteLevelClass {
        if properties.isWhitespace { return .space }
        guard let age = properties.age, age.major <= 16 else { return .other }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }
}
