import ByteIO
import Glibc

/// The two streams: standard output is the result, standard error is for people.
enum Terminal {
    /// How many causes of one fault are shown.
    private static let shownCauses = 8

    /// Writes a line of the result.
    ///
    /// A reader that has gone away ends the program quietly.
    static func printResult(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Writes a result that ends its own lines.
    static func print(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    /// Writes a line for people.
    static func printNote(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    /// Writes to standard error without ending the line.
    static func draw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Writes what stopped the work: one line, then its causes.
    static func printFault(_ fault: Fault) {
        let style = Style(stream: STDERR_FILENO)
        printNote(style.red("error: ") + fault.description)
        for cause in fault.causes.prefix(shownCauses) { printNote("  cause: " + escapingControls(cause)) }
        if fault.causes.count > shownCauses { printNote("  and \(fault.causes.count - shownCauses) more") }
    }

    static func isTerminal(_ stream: Int32) -> Bool {
        isatty(stream) == 1
    }

    private static func write(_ text: String, to stream: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(stream, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                // A closed pipe is the reader's choice; anything else means that the result was not delivered.
                if stream == STDOUT_FILENO { exit(errno == EPIPE ? 0 : 2) }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}

/// Colour, where a person looks at a terminal and has not asked for none.
struct Style {
    private let isColoured: Bool

    init(stream: Int32, _ choice: ColorChoice = .auto) {
        let refuses = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
        isColoured =
            switch choice {
            case .always: true
            case .never: false
            case .auto: Terminal.isTerminal(stream) && !refuses
            }
    }

    /// No colour, as for a file.
    init(plain: Void) {
        isColoured = false
    }

    func red(_ text: String) -> String { wrap(text, "31;1") }
    func green(_ text: String) -> String { wrap(text, "32;1") }
    func yellow(_ text: String) -> String { wrap(text, "33;1") }
    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
