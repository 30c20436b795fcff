package import HelperProtocol

/// A new file without its data: a ``SkeletonSpecification`` that was found possible.
package struct Skeleton: Sendable {
    package let groups: [NewGroup]
    package let datasets: [NewDataset]

    /// Refuses what cannot be in one file, or what ``CatalogWalk`` would not read.
    ///
    /// - Throws: ``HDF5Error``, naming the object.
    package init(_ specification: SkeletonSpecification) throws(HDF5Error) {
        var groups: [NewGroup] = []
        for group in specification.groups { groups.append(try NewGroup(group)) }
        var datasets: [NewDataset] = []
        for dataset in specification.datasets { datasets.append(try NewDataset(dataset)) }
        var census = Census()
        for group in groups { try census.add(group) }
        for dataset in datasets { try census.add(dataset) }
        self.groups = groups
        self.datasets = datasets
    }
}

/// Counts the objects and bytes of a new file, including the groups that only occur within a path.
private struct Census {
    private enum Kind {
        case group, impliedGroup, dataset
    }

    private var objects: [ObjectPath: Kind] = [.root: .impliedGroup]
    private var attributes = 0
    private var attributeBytes = 0
    private var dataBytes = 0

    mutating func add(_ group: NewGroup) throws(HDF5Error) {
        try addParents(of: group.path)
        guard objects[group.path] ?? .impliedGroup == .impliedGroup else { throw Self.duplicate(group.path) }
        try add(group.path, .group)
        do throws(HDF5Error) {
            var names: Set<String> = []
            for attribute in group.attributes { try add(attribute, &names) }
        } catch {
            throw error.at(group.path.text)
        }
    }

    mutating func add(_ dataset: NewDataset) throws(HDF5Error) {
        try addParents(of: dataset.path)
        guard objects[dataset.path] == nil else { throw Self.duplicate(dataset.path) }
        try add(dataset.path, .dataset)
        guard dataset.bytes <= HDF5Limits.dataBytes - dataBytes else {
            throw HDF5Error(
                .fileTooLarge, path: dataset.path.text,
                "with this dataset the data takes more than \(HDF5Limits.dataBytes) bytes")
        }
        dataBytes += dataset.bytes
    }

    private mutating func addParents(of path: ObjectPath) throws(HDF5Error) {
        var next = path.parent
        while let parent = next {
            guard let kind = objects[parent] else {
                try add(parent, .impliedGroup)
                next = parent.parent
                continue
            }
            // Then all groups above it are counted already.
            guard kind != .dataset else {
                throw HDF5Error(.duplicatePath, path: path.text, "'\(parent.text)' is a dataset and cannot be a group")
            }
            return
        }
    }

    private mutating func add(_ path: ObjectPath, _ kind: Kind) throws(HDF5Error) {
        objects[path] = kind
        guard objects.count <= HelperLimits.objects else {
            throw HDF5Error(
                .tooManyObjects, path: path.text, "the file would have more than \(HelperLimits.objects) objects")
        }
    }

    private mutating func add(_ attribute: NewAttribute, _ names: inout Set<String>) throws(HDF5Error) {
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

    fileprivate init(_ group: SkeletonSpecification.Group) throws(HDF5Error) {
        path = try ObjectPath(group.path)
        var attributes: [NewAttribute] = []
        do throws(HDF5Error) {
            for attribute in group.attributes { attributes.append(try NewAttribute(attribute.name, attribute.value)) }
        } catch {
            throw error.at(group.path)
        }
        self.attributes = attributes
    }
}

/// A dataset of a new file; the main program writes its data.
package struct NewDataset: Sendable {
    package let path: ObjectPath
    package let type: HDF5ElementType
    package let shape: [Int]
    /// Bytes of all elements.
    package let bytes: Int

    /// Refuses more dimensions than libhdf5 allows, and data that is too large.
    fileprivate init(_ dataset: SkeletonSpecification.Dataset) throws(HDF5Error) {
        let path = try ObjectPath(dataset.path)
        let (type, shape) = (dataset.type, dataset.shape)
        guard !path.isRoot else {
            throw HDF5Error(.duplicatePath, path: path.text, "the root is a group and cannot be a dataset")
        }
        guard shape.count <= HelperLimits.rank, shape.allSatisfy({ $0 >= 0 }) else {
            throw HDF5Error(
                .badSpecification, path: path.text,
                "the shape \(shape) must be at most \(HelperLimits.rank) dimensions, none of them negative")
        }
        var bytes = type.byteCount
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
}
