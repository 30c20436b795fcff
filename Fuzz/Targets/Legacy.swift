import ByteIO
import Tensors
import TorchArchive

extension FuzzTarget {
    /// A file of torch before 1.6: its tensors lie in its storages, which end with the file.
    static let legacy = FuzzTarget(name: "legacy") { input throws(Fault) in
        let file = try folder.open(input)
        let contents = try TorchReader.readLegacy(file)
        hold(contents.table)
        for entry in contents.table.entries {
            hold(entry.view != nil, "nothing in such a file is encoded")
            hold(entry.file === file, "no tensor lies in another file")
        }
    }

    private static let folder = InputFolder()
}
