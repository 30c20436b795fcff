import Glibc

/// What libFuzzer calls with each input.
private typealias TestOneInput = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

/// libFuzzer's loop, for programs that have a main function of their own (`FuzzerInterface.h` of compiler-rt).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>, _ body: TestOneInput
) -> CInt

guard FuzzTarget.chosen != nil else {
    let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
    say("bertconv-fuzz: say which target with --target=NAME: \(names)")
    exit(64)
}
private var count = CommandLine.argc
private var arguments = unsafe CommandLine.unsafeArgv
exit(
    unsafe runDriver(&count, &arguments) { start, count in
        let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
        FuzzTarget.chosen?.run(input)
        return 0
    })
