import Glibc
import Testing

@testable import ByteIO

@Suite("Faults")
struct FaultTests {
    private static let code = Fault.Code("test.code")

    @Test("A fault is one line: file, subject, reason, offset, remedy, without what it lacks")
    func description() {
        let full = Fault(
            Self.code, file: "a.h5", subject: "tensor 'x'", offset: 8, reason: "is odd", remedy: "fetch it again",
            causes: ["not shown"])
        #expect(full.description == "a.h5: tensor 'x', byte 8: is odd; fetch it again")
        #expect(Fault(Self.code, reason: "is odd").description == "is odd")
        #expect(Fault(Self.code, file: "a.h5", reason: "is odd", remedy: "stop").description == "a.h5: is odd; stop")
        #expect(Fault(Self.code, subject: "x", offset: 0, reason: "is odd").description == "x, byte 0: is odd")
    }

    @Test(
        "Control characters, line separators and invisible formatting are shown as escapes",
        arguments: [
            ("a\nb", "a\\u{a}b"), ("\u{1B}[2J", "\\u{1b}[2J"), ("\r", "\\u{d}"), ("\0", "\\u{0}"), ("\t", "\\u{9}"),
            ("\u{7F}", "\\u{7f}"), ("\u{9B}31m", "\\u{9b}31m"), ("\u{85}", "\\u{85}"), ("\u{2028}", "\\u{2028}"),
            ("\u{2029}", "\\u{2029}"), ("\u{202E}txt.h5", "\\u{202e}txt.h5"), ("\u{2066}", "\\u{2066}"),
            ("\u{200F}", "\\u{200f}"), ("\u{200B}", "\\u{200b}"), ("\u{FEFF}", "\\u{feff}"), ("\u{AD}", "\\u{ad}"),
            ("\u{E0041}", "\\u{e0041}"), ("\r\n", "\\u{d}\\u{a}"), ("e\u{202E}\u{301}", "e\\u{202e}\u{301}"),
        ])
    func escapes(text: String, shown: String) {
        #expect(escapingControls(text) == shown)
        let fault = Fault(Self.code, file: text, subject: text, reason: text, remedy: text)
        #expect(fault.description == "\(shown): \(shown): \(shown); \(shown)")
    }

    @Test(
        "Ordinary text is shown as it is",
        arguments: ["", "a b", "\u{E9}", "e\u{301}", "\u{6F22}", "\u{1F600}", "'\"\\"])
    func plain(text: String) {
        #expect(Array(escapingControls(text).unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test("A place or a subject that is already named is kept")
    func placing() {
        let fault = Fault(Self.code, reason: "is odd")
        #expect(fault.inFile("a").inFile("b").file == "a")
        #expect(fault.about("x").about("y").subject == "x")
        #expect(fault.inFile("a").code == Self.code)
    }

    @Test("An offset is counted from further into the file; without one there is none")
    func shifting() {
        #expect(Fault(Self.code, offset: 3, reason: "is odd").shifted(by: 8).offset == 11)
        #expect(Fault(Self.code, reason: "is odd").shifted(by: 8).offset == nil)
    }

    @Test(
        "A number of the system has the code that tells the user what to do",
        arguments: [
            (ENOENT, Fault.Code.fileMissing), (ENOTDIR, .fileMissing), (EACCES, .filePermission),
            (EPERM, .filePermission), (EROFS, .filePermission), (EEXIST, .fileExists), (ENOSPC, .diskFull),
            (EDQUOT, .diskFull), (EFBIG, .diskFull), (EIO, .fileSystem), (EMFILE, .fileSystem),
        ])
    func system(number: Int32, code: Fault.Code) {
        let fault = Fault.system(number, "open", file: "a.h5", offset: 7)
        #expect(fault.code == code)
        #expect(fault.file == "a.h5")
        #expect(fault.causes.allSatisfy { $0.hasPrefix("open: ") && $0.hasSuffix("(errno \(number))") })
        #expect(fault.offset == (code == .fileSystem ? 7 : nil))
    }
}
