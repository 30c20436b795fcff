import ByteIO
import Glibc

/// `bertconv-kernels`: lists the kernels; `bertconv-kernels NAME`: runs one of them, once, on its fixed input.
///
/// `check` runs each under callgrind, which counts what happens within ``Kernel/Work/measured()`` and nothing else.
@main
enum KernelProgram {
    static func main() {
        guard let name = CommandLine.arguments.dropFirst().first else {
            for kernel in Kernel.all { print(kernel.name) }
            return
        }
        do throws(Fault) {
            guard let kernel = Kernel.all.first(where: { $0.name == name }) else {
                throw Fault(Fault.Code("kernels.unknown"), reason: "there is no kernel '\(name)'")
            }
            let work = try kernel.prepare()
            try work.measured()
        } catch {
            print(error)
            exit(2)
        }
    }
}
