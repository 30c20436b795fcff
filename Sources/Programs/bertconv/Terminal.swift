import ByteIO
import Glibc

/// The two streams: standard output takes the result, standard error what people read.
///
/// Nothing here ends the program. A result that cannot be delivered is remembered, and `main` decides on the status.
enum Terminal {
    /// Whether the result was delivered so far.
    private static let result = Monitor(StandardStream.Delivery.whole)
    /// How many causes of one fault are shown.
    private static let shownCauses = 8

    /// Writes a line of the result.
    static func printResult(_ text: String) {
        print(text + "\n")
    }

    /// Writes a result that ends its own lines.
    ///
    /// Once the reader has gone away, or a write has failed, nothing more is written.
    static func print(_ text: String) {
        result.withLock { result in
            if result == .whole { result = StandardStream.output.write(text) }
        }
    }

    /// Why the result was not delivered; nil if it was, or if its reader closed the pipe.
    static var undelivered: Fault? {
        result.withLock { result in
            if case .failed(let fault) = result { fault } else { nil }
        }
    }

    /// Writes a line for people.
    static func printNote(_ text: String) {
        draw(text + "\n")
    }

    /// Writes to standard error without ending the line; a failure is ignored.
    static func draw(_ text: String) {
        _ = StandardStream.errors.write(text)
    }

    /// Writes what is wrong with the command line, as the parser words it, with the label of every other error.
    static func printUsage(_ message: String) {
        let label = "Error: "
        guard message.hasPrefix(label) else { return printNote(message) }
        printNote(Style(stream: STDERR_FILENO).red("error: ") + message.dropFirst(label.count))
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
}

/// Colour on a terminal, unless the user asked for none.
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
