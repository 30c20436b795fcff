import TestSupport

/// HDF5 files that lead out of themselves or out of bounds (torch-safetensors facts 6).
///
/// `bertconv_fixtures/keras_files/hostile.py` makes them; the others are made here by changing bytes of one.
enum KerasCases {
    static let all = fixtures + damaged + user

    private static func refused(
        _ name: String, _ code: String, rule: String? = "BC602", _ guardedBy: String,
        _ bytes: @escaping @Sendable () -> [UInt8]
    ) -> HostileCase {
        .refused("hdf5: " + name, code, rule: rule, guardedBy: guardedBy, file: "tf_model.h5", bytes: bytes)
    }

    private static func fixture(_ name: String) -> [UInt8] { bytes(ofFile: Fixtures.path("h5py-3.16.0/\(name).h5")) }

    private static let fixtures = [
        ("external-storage", "hdf5.external-storage", "BC603"), ("external-link", "hdf5.external-link", "BC603"),
        ("soft-link", "hdf5.soft-link", "BC602"), ("user-defined-link", "hdf5.user-defined-link", "BC602"),
        ("virtual-dataset", "hdf5.virtual-dataset", "BC603"), ("group-cycle", "hdf5.group-cycle", "BC602"),
        ("unknown-filter", "hdf5.unknown-filter", "BC602"), ("nested-groups", "hdf5.too-deep", "BC602"),
        ("shape-bomb", "keras.unwritten", "BC602"), ("string-dataset", "keras.element-type", "BC602"),
        ("not-keras", "keras.layout", "BC602"),
    ].map { name, code, rule in refused("fixture " + name, code, rule: rule, "HDF5") { fixture(name) } }

    private static let damaged =
        [
            (8, "a superblock of version 255", 0xFF), (9, "a free space version of 255", 0xFF),
            (13, "offsets of 3 bytes", 3),
            (14, "lengths of 255 bytes", 0xFF),
        ].map { place, name, value in
            refused(name, "hdf5.corrupt", "HDF5File") {
                var bytes = fixture("not-keras")
                bytes[place] = UInt8(value)
                return bytes
            }
        }
        + [16, 48, 96, 400].map { count in
            refused("cut after \(count) bytes", "hdf5.corrupt", "HDF5File") {
                Array(fixture("not-keras").prefix(count))
            }
        } + [
            refused("nothing but the signature, and noise", "hdf5.corrupt", "HDF5File") {
                [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0xFF, count: 4096)
            }
        ]

    private static let user = [
        refused("a signature at byte 512 of zeros", "hdf5.corrupt", "HDF5File") {
            [UInt8](repeating: 0, count: 512) + [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
                + [UInt8](repeating: 0, count: 512)
        }
    ]
}
