internal import ByteIO

/// Numbers and texts in the notations of all protocols.
extension PickleMachine {
    mutating func number(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) -> PickleValue {
        switch opcode {
        case .binInt: return .int(Int(Int32(truncatingIfNeeded: try input.unsigned(4))))
        case .binInt1: return .int(Int(try input.unsigned(1)))
        case .binInt2: return .int(Int(try input.unsigned(2)))
        case .long1: return try long(byteCount: Int(try input.unsigned(1)))
        case .long4:
            let count = Int32(truncatingIfNeeded: try input.unsigned(4))
            guard count >= 0 else { throw .pickle(.pickleText, "a number of negative length", at: position) }
            return try long(byteCount: Int(count))
        case .binFloat:
            let bits = try input.take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return .float(Double(bitPattern: bits))
        default: return try written(opcode, at: position)
        }
    }

    /// A number of protocol 0, in decimal digits.
    private mutating func written(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) -> PickleValue {
        var text = String(decoding: try input.line(limit: 4096), as: UTF8.self)
        if opcode == .float {
            guard let number = Double(text) else {
                throw .pickle(.pickleText, "'\(text)' is not a number", at: position)
            }
            return .float(number)
        }
        if opcode == .int, text == "00" || text == "01" { return .bool(text == "01") }
        if text.hasSuffix("L") { text.removeLast() }
        if let number = Int(text) { return .int(number) }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .pickle(.pickleText, "'\(text)' is not an integer", at: position)
        }
        return .bigInt
    }

    /// A number in two's complement, least significant byte first, sign-extended.
    private mutating func long(byteCount: Int) throws(Fault) -> PickleValue {
        let bytes = try input.take(byteCount)
        guard bytes.count <= 8 else { return .bigInt }
        guard let last = bytes.last else { return .int(0) }
        let sign = last >= 0x80 ? UInt64.max : 0
        return .int(Int(Int64(bitPattern: bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) })))
    }

    mutating func text(_ opcode: PickleOpcode, at position: UInt64) throws(Fault) -> PickleValue {
        switch opcode {
        case .string: return try quoted(at: position)
        case .unicode: return try Self.text(try line(at: position)[...], at: position)
        case .shortBinString: return try Self.text(try sized(1, at: position), python2: true, at: position)
        case .shortBinUnicode: return try Self.text(try sized(1, at: position), at: position)
        case .binString: return try Self.text(try sized(4, at: position), python2: true, at: position)
        case .binUnicode: return try Self.text(try sized(4, at: position), at: position)
        case .binUnicode8: return try Self.text(try sized(8, at: position), at: position)
        case .shortBinBytes: return .bytes(Array(try sized(1, at: position) ?? []))
        case .binBytes: return .bytes(Array(try sized(4, at: position) ?? []))
        default: return .bytes(Array(try sized(8, at: position) ?? []))
        }
    }

    /// A line; it counts as text that is kept.
    mutating func line(at position: UInt64) throws(Fault) -> [UInt8] {
        let line = try input.line(limit: TorchLimits.lineBytes)
        try keep(text: line.count, at: position)
        return line
    }

    /// The bytes that follow their length of `width` bytes; nil, and skipped, when they are too long to be a name.
    private mutating func sized(_ width: Int, at position: UInt64) throws(Fault) -> ArraySlice<UInt8>? {
        let count = Int(clamping: try input.unsigned(width))
        guard count <= TorchLimits.keptTextBytes else {
            try input.skip(count)
            return nil
        }
        try keep(text: count, at: position)
        return try input.take(count)
    }

    /// A string of protocol 0, in quotes.
    ///
    /// Only escaped quotes and backslashes are replaced.
    private mutating func quoted(at position: UInt64) throws(Fault) -> PickleValue {
        let line = try line(at: position)
        guard line.count >= 2, let quote = line.first, quote == 0x27 || quote == 0x22, line.last == quote else {
            throw .pickle(.pickleText, "a string is not in quotes", at: position)
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in line.dropFirst().dropLast() {
            if byte == 0x5C, !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, byte != 0x5C, byte != quote { bytes.append(0x5C) }
            bytes.append(byte)
            isEscaped = false
        }
        return try Self.text(bytes[...], python2: true, at: position)
    }

    /// A text, or its bytes if they are no text in Swift; no bytes for one that was skipped.
    ///
    /// torch decodes every text, even one that nothing uses, and fails if one cannot be decoded. It accepts a lone
    /// surrogate (`surrogatepass`).
    ///
    /// - Parameter python2: whether it is a string of Python 2, which may hold any bytes. torch reads such a file if it
    ///   is given the encoding.
    /// - Throws: ``Fault`` `pickle.text` for a text that is not UTF-8.
    private static func text(
        _ bytes: ArraySlice<UInt8>?, python2: Bool = false, at position: UInt64
    ) throws(Fault) -> PickleValue {
        guard let bytes else { return .bytes([]) }
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        guard python2 || String(validating: replacingSurrogates(in: Array(bytes)), as: UTF8.self) != nil else {
            throw .pickle(.pickleText, "a text is not UTF-8, so torch cannot load the file", at: position)
        }
        return .bytes(Array(bytes))
    }

    /// Replaces each surrogate in three bytes (`ED A0 80` to `ED BF BF`) by U+FFFD.
    private static func replacingSurrogates(in bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for start in bytes.indices.dropLast(2)
        where bytes[start] == 0xED && bytes[start + 1] >= 0xA0 && bytes[start + 1] <= 0xBF
            && bytes[start + 2] & 0xC0 == 0x80
        {
            result.replaceSubrange(start..<start + 3, with: [0xEF, 0xBF, 0xBD])
        }
        return result
    }
}
