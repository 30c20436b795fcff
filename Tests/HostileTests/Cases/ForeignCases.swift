import Glibc
import TestSupport

/// Files under the name of another format; what a file is, is said by its bytes (CVE-2025-1889, -10155; nullifAI).
enum ForeignCases {
    static let all = formats + kinds

    private static func refused(
        _ name: String, _ code: String = "format.foreign", rule: String? = "BC602", file: String,
        _ bytes: @escaping @autoclosure @Sendable () -> [UInt8]
    ) -> HostileCase {
        .refused(
            "foreign: \(name) as \(file)", code, rule: rule, guardedBy: "FileFormat.detect", file: file, bytes: bytes)
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let tar: [UInt8] =
        [UInt8](repeating: 0x61, count: 257) + text("ustar\0") + [UInt8](repeating: 0, count: 512)

    private static let formats = ["model.safetensors", "pytorch_model.bin"].flatMap { file in
        [
            refused("a plain pickle", file: file, [0x80, 2] + text("cos\nsystem\n(X") + [1, 0, 0, 0] + text("xtR.")),
            refused(
                "a pickle of protocol 4", file: file,
                [0x80, 4, 0x95] + little(UInt64(20)) + text("cos\nsystem\n)R.aaaaaaaaaaaaa")),
            refused(
                "7z, as nullifAI", file: file,
                [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 0, count: 32)),
            refused("gzip", file: file, [0x1F, 0x8B, 8, 0] + [UInt8](repeating: 0, count: 32)),
            refused("tar, as torch 0.1", file: file, tar),
            // Another program's format is named, and is no sign of harm.
            refused(
                "GGUF", "format.other-program", rule: nil, file: file, text("GGUF\u{3}\0\0\0and more")),
            refused(
                "a git-lfs pointer", file: file,
                text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")),
            refused("HTML", file: file, text("<!DOCTYPE html><html><script>alert(1)</script></html>")),
            refused(
                "text with commands of the terminal", "format.unrecognised", file: file,
                text("\u{1B}[2Jhello, hello, hello\u{7}")),
            refused("nothing", "format.empty", file: file, []),
            refused("zeros", "format.unrecognised", file: file, [UInt8](repeating: 0, count: 4096)),
            refused("an index without a map", "format.name-disagrees", file: file, text("{\"a\":1}")),
        ]
    }

    private static func special(
        _ name: String, _ code: String, _ make: @escaping @Sendable (String) -> Void
    ) -> HostileCase {
        HostileCase(
            "foreign: " + name, .refused(code: code, rule: nil), guardedBy: "InputFile", convert: 2, inspect: 2
        ) {
            make($0.file("model.safetensors"))
            return $0.file("model.safetensors")
        }
    }

    private static let kinds = [
        special("a pipe", "file.not-regular") { unsafe mkfifo($0, 0o600) },
        special("a link to an endless device", "file.not-regular") { unsafe symlink("/dev/zero", $0) },
        special("a link to itself", "file.system") { unsafe symlink("model.safetensors", $0) },
        special("a link to nothing", "file.missing") { unsafe symlink("gone", $0) },
        refused("a zip named safetensors", "format.name-disagrees", file: "x.safetensors", ZipCases.sound.bytes),
    ]
}
