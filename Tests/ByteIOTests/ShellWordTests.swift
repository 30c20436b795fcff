import ByteIO
import TestSupport
import Testing

/// Guards the commands that are printed to be pasted.
@Suite("Words for a POSIX shell")
struct ShellWordTests {
    @Test(
        "Letters of any script and the signs of paths stay as they are",
        arguments: ["a", "models/bert-base_1.0", "été", "层/模型", "--to", "a:b@c,d+e%f"])
    func plain(word: String) {
        #expect(ShellWord.quoted(word) == word)
    }

    @Test("What means something to a shell is quoted")
    func quoted() {
        #expect(ShellWord.quoted("my model") == "'my model'")
        #expect(ShellWord.quoted("it's") == #"'it'\''s'"#)
        #expect(ShellWord.quoted("$HOME") == "'$HOME'")
        #expect(ShellWord.quoted("") == "''")
        #expect(ShellWord.quoted("a\nb'%\\") == #""$(printf -- 'a\nb\047%%\\')""#)
    }

    @Test("A word that ends in a line feed has no form on one line")
    func unprintable() {
        #expect(ShellWord.quoted("a\n") == nil)
    }

    @Test("Only a leading dash makes a path an option")
    func paths() {
        #expect(ShellWord.path("-a") == "./-a")
        #expect(ShellWord.path("./-a") == "./-a")
        #expect(ShellWord.path("a-b") == "a-b")
    }

    @Test("A shell reads every character as it was, on one line of visible characters")
    func shell() throws {
        let odd = "\u{1}\u{7}\t\r\u{1B}\u{7F}\u{85}\u{AD}\u{200B}\u{202E}\u{2028}\u{FEFF}\u{E0001}"
        var words = (1...0x250).compactMap { Unicode.Scalar($0).map { "a\(Character($0))b" } }
        words += odd.unicodeScalars.map { "\($0)x" } + [odd + "$'\"\\%s`!*?[]{}~#;&|<>()=\n-", "~", "a=b", "-n", "\\"]
        let quoted = try words.map { try #require(ShellWord.quoted($0)) }.joined(separator: " ")
        #expect(escapingControls(quoted) == quoted)
        let run = Tool.run(["/bin/sh", "-c", "printf '%s.\\n' " + quoted])
        #expect(run.output == words.map { $0 + ".\n" }.joined())
    }
}
