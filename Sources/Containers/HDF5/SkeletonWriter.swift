internal import CHDF5
internal import CHDF5Shims
package import HelperProtocol

/// Makes standard output the HDF5 file that a ``Skeleton`` describes.
///
/// The same skeleton always gives the same bytes, because no time is stored. The data is not written; until the main
/// program writes it, it is a hole in the file and reads as zeros.
package struct SkeletonWriter: ~Copyable {
    private let types: NewTypes
    private let attributes: AttributeWriter
    private let properties: Identifier
    private var groups: NewGroups

    /// Whether standard output can become the file: it is regular, empty, and open for reading and writing.
    package static var isOutputEmpty: Bool { NewFile.isOutputEmpty }

    /// Makes the file; after an error it is of no use.
    ///
    /// - Returns: where the data of each dataset goes.
    /// - Throws: ``HDF5Error`` `output` when the system refuses to write, `corrupt` when libhdf5 fails.
    package static func write(_ skeleton: Skeleton) throws(HDF5Error) -> SkeletonAnswer {
        do throws(HDF5Error) {
            let file = try NewFile()
            let offsets = try fill(file, with: skeleton)
            let fileSize = try file.close()
            for (dataset, offset) in zip(skeleton.datasets, offsets) {
                guard offset <= fileSize, UInt64(dataset.bytes) <= fileSize - offset else {
                    throw HDF5Error(.corrupt, path: dataset.path.text, "the file ends before the data does")
                }
            }
            return SkeletonAnswer(
                fileSize: fileSize,
                datasets: zip(skeleton.datasets, offsets).map { dataset, offset in
                    SkeletonAnswer.Dataset(path: dataset.path.text, offset: offset, bytes: dataset.bytes)
                })
        } catch {
            throw NewFile.explained(error)
        }
    }

    /// Creates groups, attributes and datasets; all of them are closed again when this returns.
    ///
    /// - Returns: where the data of each dataset begins.
    private static func fill(_ file: borrowing NewFile, with skeleton: Skeleton) throws(HDF5Error) -> [UInt64] {
        var writer = try SkeletonWriter()
        for group in skeleton.groups {
            do throws(HDF5Error) {
                let identifier = try writer.groups.group(at: group.path, in: file)
                for attribute in group.attributes { try writer.attributes.write(attribute, to: identifier) }
            } catch {
                throw error.at(group.path.text)
            }
        }
        var offsets: [UInt64] = []
        for dataset in skeleton.datasets {
            do throws(HDF5Error) {
                offsets.append(try writer.make(dataset, in: file))
            } catch {
                throw error.at(dataset.path.text)
            }
        }
        return offsets
    }

    private init() throws(HDF5Error) {
        let types = try NewTypes()
        let attributes = try AttributeWriter()
        let properties = try Identifier(owning: CH5DatasetProperties(), "describe how data is stored")
        let groups = try NewGroups()
        self.types = types
        self.attributes = attributes
        self.properties = properties
        self.groups = groups
    }

    /// Creates the dataset.
    ///
    /// - Returns: where its data begins; 0 where it has none.
    private mutating func make(_ dataset: NewDataset, in file: borrowing NewFile) throws(HDF5Error) -> UInt64 {
        let parent = try groups.group(at: dataset.path.parent ?? .root, in: file)
        let space = try Self.space(dataset.shape)
        let identifier = try Identifier(
            owning: unsafe H5Dcreate2(
                parent, dataset.path.name, types[dataset.type], space.raw, hid_t(H5P_DEFAULT), properties.raw,
                hid_t(H5P_DEFAULT)),
            "create the dataset")
        guard dataset.bytes > 0 else { return 0 }
        let offset = H5Dget_offset(identifier.raw)
        guard offset != haddr_t.max, H5Dget_storage_size(identifier.raw) == dataset.bytes else {
            throw Library.failure("find a place for the data")
        }
        return UInt64(offset)
    }

    private static func space(_ shape: [Int]) throws(HDF5Error) -> Identifier {
        guard !shape.isEmpty else { return try Identifier(owning: H5Screate(H5S_SCALAR), "describe a scalar") }
        let dimensions = shape.map { hsize_t($0) }
        return try Identifier(
            owning: unsafe H5Screate_simple(Int32(dimensions.count), dimensions, nil), "describe the shape")
    }
}
