import ByteIO
import Formats
import TestSupport

/// The reader as the program uses it.
let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))

/// The fault that opening `path` ends in; nil when it opens.
func fault(opening path: String) -> Fault? {
    do throws(Fault) {
        _ = try reader.open(path)
        return nil
    } catch {
        return error
    }
}

/// The fault that telling the format of a file of these bytes ends in; nil when it has one.
func fault(detecting bytes: [UInt8], named name: String = "model.safetensors") -> Fault? {
    let folder = TemporaryFolder()
    let path = folder.write(bytes, to: name)
    do throws(Fault) {
        _ = try FileFormat.detect(try InputFile(path: path))
        return nil
    } catch {
        return error.file == path && folder.names == [name] ? error : nil
    }
}
