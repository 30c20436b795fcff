internal import CHDF5
internal import CHDF5Shims
internal import HelperProtocol

/// libhdf5's descriptions of the element types, to compare with the types in a file.
struct TypeTable: ~Copyable {
    private let half: HalfTypes

    init() throws(HDF5Error) {
        half = try HalfTypes()
    }

    /// The little-endian type that elements are decoded to; nil for the types that are copied as they are.
    func littleEndian(_ type: HDF5ElementType) -> hid_t? {
        number(type, isBigEndian: false)
    }

    private func number(_ type: HDF5ElementType, isBigEndian: Bool) -> hid_t? {
        let order: Int32 = isBigEndian ? 1 : 0
        return switch type {
        case .f16: isBigEndian ? half.big.raw : half.little.raw
        case .f32: CH5Float(4, order)
        case .f64: CH5Float(8, order)
        case .i8: CH5Integer(1, 1, order)
        case .i16: CH5Integer(2, 1, order)
        case .i32: CH5Integer(4, 1, order)
        case .i64: CH5Integer(8, 1, order)
        case .u8: CH5Integer(1, 0, order)
        case .u16: CH5Integer(2, 0, order)
        case .u32: CH5Integer(4, 0, order)
        case .u64: CH5Integer(8, 0, order)
        case .opaque2, .bool: nil
        }
    }

    /// What a type in the file is, and whether its most significant byte comes first.
    ///
    /// Every property counts: byte order, sign, padding, the positions of exponent and mantissa. A float of four bytes
    /// with another exponent is not an f32.
    func classify(
        _ type: borrowing Identifier
    ) throws(HDF5Error) -> (type: DatasetDescription.StoredType, isBigEndian: Bool) {
        let typeClass = H5Tget_class(type.raw)
        if try isUntaggedPair(type, typeClass) { return (.elements(.opaque2), false) }
        if try BooleanType.matches(type, typeClass, byte: CH5Integer(1, 1, 0)) {
            return (.elements(.bool), false)
        }
        guard typeClass == H5T_INTEGER || typeClass == H5T_FLOAT else {
            return (.unsupported(className: TypeClass.name(typeClass)), false)
        }
        for candidate in HDF5ElementType.allCases {
            for isBigEndian in [false, true] {
                guard let number = number(candidate, isBigEndian: isBigEndian), try equal(type.raw, number) else {
                    continue
                }
                // One byte has no order, although libhdf5 records one.
                return (.elements(candidate), isBigEndian && H5Tget_size(type.raw) > 1)
            }
        }
        return (.unsupported(className: TypeClass.name(typeClass)), false)
    }

    private func equal(_ first: hid_t, _ second: hid_t) throws(HDF5Error) -> Bool {
        let result = H5Tequal(first, second)
        try Library.check(result, "compare two types")
        return result > 0
    }

    private func isUntaggedPair(_ type: borrowing Identifier, _ typeClass: H5T_class_t) throws(HDF5Error) -> Bool {
        guard typeClass == H5T_OPAQUE, H5Tget_size(type.raw) == 2 else { return false }
        guard let tag = unsafe H5Tget_tag(type.raw) else { throw Library.failure("read the tag of an opaque type") }
        defer { unsafe H5free_memory(tag) }
        return unsafe tag.pointee == 0
    }
}

/// IEEE 754 binary16; libhdf5 has no constant for it before 2.0.
private struct HalfTypes: ~Copyable {
    let little: Identifier
    let big: Identifier

    init() throws(HDF5Error) {
        let little = try Self.half(from: CH5Float(4, 0))
        let big = try Self.half(from: CH5Float(4, 1))
        self.little = little
        self.big = big
    }

    /// Sign in bit 15, five bits of exponent from bit 10 with a bias of 15, ten bits of mantissa.
    private static func half(from single: hid_t) throws(HDF5Error) -> Identifier {
        let type = try Identifier(owning: H5Tcopy(single), "copy a type")
        try Library.check(H5Tset_fields(type.raw, 15, 10, 5, 0, 10), "describe a half-precision float")
        try Library.check(H5Tset_size(type.raw, 2), "describe a half-precision float")
        try Library.check(H5Tset_ebias(type.raw, 15), "describe a half-precision float")
        return type
    }
}

/// libhdf5's descriptions of the element types of a new file; numbers are little-endian.
struct NewTypes: ~Copyable {
    private let numbers: TypeTable
    private let boolean: Identifier
    private let pair: Identifier

    init() throws(HDF5Error) {
        let numbers = try TypeTable()
        let boolean = try BooleanType.make()
        // libhdf5 creates it without a tag.
        let pair = try Identifier(
            owning: H5Tcreate(H5T_OPAQUE, HDF5ElementType.opaque2.byteCount), "describe two opaque bytes")
        self.numbers = numbers
        self.boolean = boolean
        self.pair = pair
    }

    subscript(type: HDF5ElementType) -> hid_t {
        numbers.littleEndian(type) ?? (type == .bool ? boolean.raw : pair.raw)
    }
}

/// The enumeration that h5py stores booleans as: `FALSE` = 0 and `TRUE` = 1 over a signed byte.
enum BooleanType {
    /// Whether a type of the file is this enumeration.
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

    /// The type, with its members in h5py's order.
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

/// The names of libhdf5's classes of types.
enum TypeClass {
    static func name(_ typeClass: H5T_class_t) -> String {
        switch typeClass {
        case H5T_INTEGER: "integer"
        case H5T_FLOAT: "float"
        case H5T_TIME: "time"
        case H5T_STRING: "string"
        case H5T_BITFIELD: "bitfield"
        case H5T_OPAQUE: "opaque"
        case H5T_COMPOUND: "compound"
        case H5T_REFERENCE: "reference"
        case H5T_ENUM: "enum"
        case H5T_VLEN: "vlen"
        case H5T_ARRAY: "array"
        default: "unknown"
        }
    }
}
