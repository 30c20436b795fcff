/// What a new file is to hold, complete but for the data.
package struct Skeleton: Sendable {
    package let groups: [NewGroup]
    package let datasets: [NewDataset]

    /// Refuses what could not be in one file, or what ``Catalogue`` would not read.
    init(groups: [NewGroup], datasets: [NewDataset]) throws(HDF5Error) {
        var census = Census()
        for group in groups { try census.take(group) }
        for dataset in datasets { try census.take(dataset) }
        self.groups = groups
        self.datasets = datasets
    }
}

/// Counts what is in the file, the groups that are only part of a path included.
private struct Census {
    private enum Kind {
        case group, impliedGroup, dataset
    }

    private var objects: [ObjectPath: Kind] = [.root: .impliedGroup]
    private var attributes = 0
    private var attributeBytes = 0
    private var dataBytes = 0

    mutating func take(_ group: NewGroup) throws(HDF5Error) {
        try takeParents(of: group.path)
        guard objects[group.path] ?? .impliedGroup == .impliedGroup else { throw Self.duplicate(group.path) }
        try take(group.path, .group)
        do throws(HDF5Error) {
            var names: Set<String> = []
            for attribute in group.attributes { try take(attribute, &names) }
        } catch {
            throw error.at(group.path.text)
        }
    }

    mutating func take(_ dataset: NewDataset) throws(HDF5Error) {
        try takeParents(of: dataset.path)
        guard objects[dataset.path] == nil else { throw Self.duplicate(dataset.path) }
        try take(dataset.path, .dataset)
        guard dataset.bytes <= HDF5Limits.dataBytes - dataBytes else {
            throw HDF5Error(
                .fileTooLarge, path: dataset.path.text,
                "with this dataset the data takes more than \(HDF5Limits.dataBytes) bytes")
        }
        dataBytes += dataset.bytes
    }

    private mutating func takeParents(of path: ObjectPath) throws(HDF5Error) {
        var next = path.parent
        while let parent = next {
            guard let kind = objects[parent] else {
                try take(parent, .impliedGroup)
                next = parent.parent
                continue
            }
            // All above it are there as well.
            guard kind != .dataset else {
                throw HDF5Error(.duplicatePath, path: path.text, "'\(parent.text)' is a dataset and cannot be a group")
            }
            return
        }
    }

    private mutating func take(_ path: ObjectPath, _ kind: Kind) throws(HDF5Error) {
        objects[path] = kind
        guard objects.count <= HDF5Limits.objects else {
            throw HDF5Error(
                .tooManyObjects, path: path.text, "the file would have more than \(HDF5Limits.objects) objects")
        }
    }

    private mutating func take(_ attribute: NewAttribute, _ names: inout Set<String>) throws(HDF5Error) {
        let (padded, overflow) = attribute.width.multipliedReportingOverflow(by: attribute.strings.count)
        let unpadded = attribute.strings.reduce(0) { $0 + $1.utf8.count }
        guard !overflow, padded <= HDF5Limits.attributeBytes, unpadded <= HDF5Limits.attributeBytes - padded,
            padded + unpadded <= HDF5Limits.attributeBytes - attributeBytes
        else { throw AttributeReader.tooLarge(attribute.name) }
        attributeBytes += padded + unpadded
        for part in attribute.parts {
            guard names.insert(part.name).inserted else {
                throw HDF5Error(.duplicatePath, "two attributes would be named '\(part.name)'")
            }
            attributes += 1
            guard attributes <= HDF5Limits.attributes else {
                throw HDF5Error(.tooManyObjects, "the file would have more than \(HDF5Limits.attributes) attributes")
            }
        }
    }

    private static func duplicate(_ path: ObjectPath) -> HDF5Error {
        HDF5Error(.duplicatePath, path: path.text, "two objects would have this path")
    }
}

/// A group of a new file.
package struct NewGroup: Sendable {
    package let path: ObjectPath
    package let attributes: [NewAttribute]
}

/// A dataset of a new file, whose data is written by somebody else.
package struct NewDataset: Sendable {
    package let path: ObjectPath
    package let type: ElementType
    package let shape: [Int]
    /// What the data takes.
    package let bytes: Int

    /// Refuses dimensions of which libhdf5 knows no such number, or whose product is too large.
    init(path: ObjectPath, type: ElementType, shape: [Int]) throws(HDF5Error) {
        guard !path.isRoot else {
            throw HDF5Error(.duplicatePath, path: path.text, "the root is a group and cannot be a dataset")
        }
        guard shape.count <= Self.maximumRank, shape.allSatisfy({ $0 >= 0 }) else {
            throw HDF5Error(
                .badSpecification, path: path.text,
                "the shape \(shape) must be at most \(Self.maximumRank) dimensions, none of them negative")
        }
        var bytes = type.size
        if shape.contains(0) { bytes = 0 }
        for dimension in shape where bytes > 0 {
            let (larger, overflow) = bytes.multipliedReportingOverflow(by: dimension)
            guard !overflow, larger <= HDF5Limits.dataBytes else {
                throw HDF5Error(
                    .fileTooLarge, path: path.text, "the data takes more than \(HDF5Limits.dataBytes) bytes")
            }
            bytes = larger
        }
        self.path = path
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }

    /// `H5S_MAX_RANK`.
    private static let maximumRank = 32
}
