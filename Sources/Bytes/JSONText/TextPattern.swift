internal import Glibc

/// A regular expression that a JSON Schema names, matched by the C library.
///
/// Schemas write ECMA-262's expressions; what they and POSIX's extended ones have in common is enough here: classes,
/// groups, alternatives, counts and anchors. Swift's `Regex` does the same and would make each program a megabyte larger.
@safe final class TextPattern: @unchecked Sendable {
    // Written once, by `regcomp`; `regexec` only reads it and may run in many threads.
    private let compiled: UnsafeMutablePointer<regex_t>

    /// nil: `expression` is none.
    init?(_ expression: String) {
        let compiled = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        guard !expression.utf8.contains(0), unsafe regcomp(compiled, expression, REG_EXTENDED) == 0 else {
            unsafe compiled.deallocate()
            return nil
        }
        unsafe self.compiled = compiled
    }

    deinit {
        unsafe regfree(compiled)
        unsafe compiled.deallocate()
    }

    /// Whether the expression matches anywhere in `text`.
    ///
    /// Characters are the bytes of UTF-8.
    func matches(_ text: String) -> Bool {
        // A NUL at the end, as in C; the length says where the text ends, so one inside it does not.
        let characters = text.utf8.map(CChar.init(bitPattern:)) + [0]
        var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(clamping: characters.count - 1))
        return unsafe regexec(compiled, characters, 1, &range, REG_STARTEND) == 0
    }
}
