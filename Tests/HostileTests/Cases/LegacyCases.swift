import TestSupport

/// Files of torch before 1.6, of which torch reads what was never written (torch-safetensors facts 3).
enum LegacyCases {
    /// A file of pickles and storages, sound until a case changes it.
    private struct File {
        var magic = PickleText()
        var version = text("I1001\n.")
        var system = text("}S'little_endian'\nI01\ns.")
        var object = PickleText.dict([(ZipCases.weight, DescribedTensor(view: "N"))])
        var keys = text("](S'0'\ne.")
        var storages: [(count: Int64, bytes: [UInt8])] = [(6, ZipArchive.sixFloats)]
        var trailing: [UInt8] = []

        init() {
            magic.add([0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E])
        }

        var bytes: [UInt8] {
            let pickles = [magic, version, system, object, keys].flatMap(\.bytes)
            return pickles + storages.flatMap { little($0.count) + $0.bytes } + trailing
        }
    }

    private static func text(_ text: String) -> PickleText {
        var pickle = PickleText()
        pickle.add(text)
        return pickle
    }

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String = "LegacyFile.contents",
        _ change: @escaping @Sendable (inout File) -> Void
    ) -> HostileCase {
        .refused("legacy: " + name, code, guardedBy: guardedBy) {
            var file = File()
            change(&file)
            return file.bytes
        }
    }

    static let all = [
        HostileCase.fine("legacy: sound", guardedBy: "LegacyFile") { File().bytes },
        refused("a storage that the list omits", "torch.storage") {
            $0.keys = text("].")
            $0.storages = []
        },
        refused("a storage that the list names twice", "torch.storage") {
            $0.keys = text("](S'0'\nS'0'\ne.")
            $0.storages += $0.storages
        },
        refused("a storage that nothing uses", "torch.storage") { $0.keys = text("](S'0'\nS'1'\ne.") },
        refused("keys that are no list", "torch.legacy", "LegacyFile.init") { $0.keys = text("I7\n.") },
        refused("keys that are numbers", "torch.legacy", "LegacyFile.init") { $0.keys = text("](I0\ne.") },
        refused("a count that is negative", "torch.legacy") { $0.storages[0].count = -6 },
        refused("a count of 2^62", "torch.legacy") { $0.storages[0].count = 1 << 62 },
        refused("a count that differs from the pickle's", "torch.legacy") { $0.storages[0].count = 5 },
        refused("4 TiB by the pickle", "torch.storage", "TorchTensor.entry") {
            $0.object = .dict([(ZipCases.weight, DescribedTensor(count: 1 << 40, view: "N"))])
        },
        refused("bytes after the last storage", "torch.legacy") { $0.trailing = [0] },
        refused("a pickle after the last storage", "torch.legacy") { $0.trailing = Array("cos\nsystem\n)R.".utf8) },
        refused("cut within the last storage", "torch.legacy") { $0.storages[0].bytes.removeLast(4) },
        refused("no storages", "file.truncated") { $0.storages = [] },
        refused("protocol 1002", "torch.legacy", "LegacyFile.init") { $0.version = text("I1002\n.") },
        refused("a protocol that calls", "torch.legacy", "LegacyFile.init") { $0.version = text("cos\nsystem\n)R.") },
        refused("facts about the machine that call", "torch.legacy", "LegacyFile.init") {
            $0.system = text("}S'little_endian'\nI01\nsS'x'\ncos\nsystem\n)Rs.")
        },
        refused("facts of a big-endian machine", "torch.legacy", "LegacyFile.init") {
            $0.system = text("}S'little_endian'\nI00\ns.")
        },
        refused("facts that are a list", "torch.legacy", "LegacyFile.init") { $0.system = text("].") },
        refused("a view past the end", "torch.storage", "TorchStorage.init") {
            $0.object = .dict([(ZipCases.weight, DescribedTensor(view: "(S'v'\nI4\nI6\nt"))])
        },
        refused("a view whose end overflows", "torch.storage", "TorchStorage.init") {
            $0.object = .dict([(ZipCases.weight, DescribedTensor(view: "(S'v'\nI6\nI9223372036854775807\nt"))])
        },
        refused("junk between the pickles", "pickle.opcode", "PickleOpcode") { $0.version.bytes = [0xFF] },
        refused("a million of marks as its list", "pickle.limit", "TorchLimits.pickleStack") {
            $0.keys.bytes = [UInt8](repeating: 0x28, count: 1 << 20)
        },
        refused("the object cut short", "pickle.end", "PickleInput") {
            $0.object.bytes.removeLast(30)
            $0.keys.bytes = []
            $0.storages = []
        },
    ]
}
