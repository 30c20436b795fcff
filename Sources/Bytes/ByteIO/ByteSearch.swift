extension String {
    /// Whether the bytes of `text` are anywhere in it, which is many times as quick to find as its characters.
    package func hasBytes(of text: String) -> Bool { utf8Span.span.has(text.utf8Span.span) }
}

extension [UInt8] {
    /// Whether the bytes of `text` are anywhere in it.
    package func hasBytes(of text: String) -> Bool { span.has(text.utf8Span.span) }
}

extension Span<UInt8> {
    fileprivate func has(_ part: Span<UInt8>) -> Bool {
        guard part.count <= count else { return false }
        guard !part.isEmpty else { return true }
        let first = part[0]
        for start in 0...count - part.count where self[start] == first {
            var length = 1
            while length < part.count, self[start + length] == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
