internal import CKernels
internal import Glibc

/// The processors that this process may use.
package enum Processors {
    /// Their number, at least 1: the processors that this process may run on (`sched_setaffinity`), or fewer if its
    /// control groups limit its time (`cpu.max`, which limits containers).
    package static let count: Int = {
        let allowed = Int(CKAllowedProcessors())
        let limits = quotas(below: "/sys/fs/cgroup", group: ControlGroup.own)
        return max(1, min(allowed > 0 ? allowed : Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), limits.min() ?? .max))
    }()

    /// The limits of a control group and of the groups around it, each in whole processors.
    ///
    /// - Parameters:
    ///   - root: where the control groups are mounted.
    ///   - group: the path of the group from there, `/a/b`.
    static func quotas(below root: String, group: String) -> [Int] {
        var folder = root
        var quotas = [quota(FilePath.join(folder, "cpu.max"))]
        for name in group.split(separator: "/") {
            folder = FilePath.join(folder, String(name))
            quotas.append(quota(FilePath.join(folder, "cpu.max")))
        }
        return quotas.compactMap(\.self)
    }

    /// Reads `150000 100000`, microseconds of work in a period of microseconds, as processors, rounded up; nil without
    /// a limit (`max 100000`).
    private static func quota(_ path: String) -> Int? {
        let numbers = ControlGroup.text(path).split(whereSeparator: \.isWhitespace).map { Int($0) }
        guard numbers.count == 2, let time = numbers[0], let period = numbers[1], time > 0, period > 0 else {
            return nil
        }
        return max(1, time / period + (time % period == 0 ? 0 : 1))
    }
}

/// Control groups of Linux, version 2 (cgroups(7)).
private enum ControlGroup {
    /// The group of this process, as `0::/a/b` in `/proc/self/cgroup`; `/` where there is none.
    static var own: String {
        text("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::") }.map { String($0.dropFirst(3)) }
            ?? "/"
    }

    /// The text of a small file of the kernel; empty when it cannot be read.
    static func text(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
