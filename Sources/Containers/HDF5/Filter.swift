internal import CHDF5

/// A filter that stored chunks have gone through; only those that libhdf5 itself contains are known.
package struct Filter: Sendable, Equatable {
    package let name: String

    /// The registered identifiers, from "HDF5 File Format Specification", "Data Storage - Filter Pipeline Message".
    private static let names: [H5Z_filter_t: String] = [
        1: "deflate", 2: "shuffle", 3: "fletcher32", 4: "szip", 5: "nbit", 6: "scaleoffset",
    ]

    /// The filters of a dataset in the order in which they were applied.
    static func pipeline(of properties: borrowing Identifier) throws(HDF5Error) -> [Filter] {
        let count = H5Pget_nfilters(properties.raw)
        try Library.check(count, "count the filters")
        var filters: [Filter] = []
        for index in 0..<UInt32(count) { filters.append(try filter(index, of: properties)) }
        return filters
    }

    private static func filter(
        _ index: UInt32, of properties: borrowing Identifier
    ) throws(HDF5Error) -> Filter {
        var flags: UInt32 = 0
        var parameters = 0
        var configuration: UInt32 = 0
        var label = [CChar](repeating: 0, count: 128)
        let identifier = unsafe H5Pget_filter2(
            properties.raw, index, &flags, &parameters, nil, label.count - 1, &label, &configuration)
        try Library.check(identifier, "read a filter")
        guard let name = names[identifier], H5Zfilter_avail(identifier) > 0 else {
            let label = String(decoding: label.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let name = names[identifier] ?? label
            let called = name.isEmpty ? "" : ", '\(name)'"
            throw HDF5Error(
                .unknownFilter, "the data has gone through filter \(identifier)\(called), which is not supported")
        }
        return Filter(name: name)
    }
}
