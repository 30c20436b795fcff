internal import ByteIO

/// A command that cures findings.
///
/// It is run as it stands, from where `verify` ran. After it, `verify` of ``output`` has none of the findings that carry
/// it.
package struct Fix: Sendable, Hashable {
    /// A whole line for a POSIX shell, of visible characters only.
    package let command: String
    /// The file or folder that the command writes, as `verify` takes it.
    package let output: String
    /// How many parameters the output lacks, as the input does; 0: it is complete.
    package let missingCount: Int

    /// - Parameters:
    ///   - words: the program and its arguments, as it shall get them.
    ///   - missingCount: how many parameters the output lacks.
    /// - Returns: nil when a word cannot be put into one line.
    package init?(words: [String], output: String, missingCount: Int = 0) {
        var quoted: [String] = []
        for word in words {
            guard let word = ShellWord.quoted(word) else { return nil }
            quoted.append(word)
        }
        self.init(command: quoted.joined(separator: " "), output: output, missingCount: missingCount)
    }

    /// - Parameter command: a whole line, as a saved report has it.
    package init(command: String, output: String, missingCount: Int) {
        self.command = command
        self.output = output
        self.missingCount = missingCount
    }
}
