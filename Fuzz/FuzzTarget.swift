import ByteIO

/// One reader that takes bytes from strangers, and what must hold whatever they are.
struct FuzzTarget: Sendable {
    /// What `--target=` calls it; its dictionary and its seeds have this name too.
    let name: String
    /// Reads the bytes and holds the result against what is promised.
    ///
    /// - Throws: ``Fault`` for bytes that are refused, which is the usual end.
    let read: @Sendable ([UInt8]) throws(Fault) -> Void

    static let all: [FuzzTarget] = [
        .json, .safetensors, .zip, .pickle, .hidden, .legacy, .index, .helperAnswer, .policy, .configuration,
        .tensorBundle, .verify,
    ]

    /// The one that `--target=NAME` names; libFuzzer ignores arguments that begin with two hyphens.
    static let chosen: FuzzTarget? = {
        let option = "--target="
        let names = CommandLine.arguments.filter { $0.hasPrefix(option) }.map { $0.dropFirst(option.count) }
        return all.first { names.last == $0.name[...] }
    }()

    /// Reads one input; whatever is refused must be refused in words that a terminal can show.
    func run(_ input: [UInt8]) {
        do throws(Fault) {
            try read(input)
        } catch {
            holdOneLine(error.description, "the description of a fault")
            hold(!error.reason.isEmpty, "a fault says what is wrong")
        }
    }
}
