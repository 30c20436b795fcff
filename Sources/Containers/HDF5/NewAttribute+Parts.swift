extension NewAttribute {
    /// One attribute as it is stored: the whole, or a part of a list that is too long for one.
    package struct Part: Sendable, Equatable {
        package let name: String
        /// Indices of the strings.
        package let range: Range<Int>
    }

    /// The attribute as it is stored: under its own name, or as `name0`, `name1` and so on.
    ///
    /// As `save_attributes_to_hdf5_group` of Keras does it: the smallest number of parts of which none has more than
    /// 64512 bytes, cut as `numpy.array_split` cuts, so that the first parts may have one string more than the last.
    /// Padding counts, and every part is as wide as the longest string of all.
    package var parts: [Part] {
        let count = strings.count
        let perPart = HDF5Limits.listBytes / width
        guard count > perPart else { return [Part(name: name, range: 0..<count)] }
        let partCount = (count - 1) / perPart + 1
        let (quotient, remainder) = count.quotientAndRemainder(dividingBy: partCount)
        var parts: [Part] = []
        var start = 0
        for index in 0..<partCount {
            let end = start + quotient + (index < remainder ? 1 : 0)
            parts.append(Part(name: name + String(index), range: start..<end))
            start = end
        }
        return parts
    }
}
