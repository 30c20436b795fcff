internal import CHDF5
internal import CHDF5Shims

/// The enumeration as which h5py stores booleans: `FALSE` = 0 and `TRUE` = 1 over a signed byte.
enum BooleanType {
    static func matches(
        _ type: borrowing Identifier, _ typeClass: H5T_class_t, byte: hid_t
    ) throws(HDF5Error) -> Bool {
        guard typeClass == H5T_ENUM, H5Tget_size(type.raw) == 1, H5Tget_nmembers(type.raw) == 2 else { return false }
        let base = try Identifier(owning: H5Tget_super(type.raw), "read the base of an enumeration")
        guard H5Tequal(base.raw, byte) > 0 else { return false }
        for index: UInt32 in 0..<2 {
            let member = try member(index, of: type)
            guard (member.name, member.value) == ("FALSE", 0) || (member.name, member.value) == ("TRUE", 1) else {
                return false
            }
        }
        return true
    }

    /// The type, in the order of members that h5py gives it.
    static func make() throws(HDF5Error) -> Identifier {
        let type = try Identifier(owning: H5Tenum_create(CH5Integer(1, 1, 0)), "describe a boolean")
        for (name, value) in [("FALSE", 0), ("TRUE", 1)] as [(String, Int8)] {
            var value = value
            try Library.check(unsafe H5Tenum_insert(type.raw, name, &value), "describe a boolean")
        }
        return type
    }

    private static func member(
        _ index: UInt32, of type: borrowing Identifier
    ) throws(HDF5Error) -> (name: String, value: Int8) {
        guard let text = unsafe H5Tget_member_name(type.raw, index) else {
            throw Library.failure("read a member of an enumeration")
        }
        defer { unsafe H5free_memory(text) }
        var value: Int8 = 0
        try Library.check(
            unsafe H5Tget_member_value(type.raw, index, &value), "read a member of an enumeration")
        return (unsafe String(cString: text), value)
    }
}
