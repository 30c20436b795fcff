package import BertModel
package import ByteIO
package import Formats

/// What lies around the weights and decides how they are used.
package struct FolderFacts: Sendable {
    /// The folder that was named, or that the named file is in.
    package let path: String
    /// Whether the folder itself is what is examined.
    package let isModelFolder: Bool
    package let discovery: WeightsDiscovery
    package let configuration: ConfigurationFile?
    package let labels: LabelCounts?
    package let vocabulary: Vocabulary?
    package let pooling: Pooling?
    /// The weights that the configuration names.
    package let statedWeights: String?
    /// What is wrong with config.json and with the files beside it.
    package let problems: [Fault]

    /// - Parameter path: a folder or a file.
    /// - Throws: ``Fault`` `model.unknown-architecture`, or when the folder cannot be read.
    package init(around path: String, known: [Architecture]) throws(Fault) {
        isModelFolder = PathKind(of: path) == .folder
        self.path = isModelFolder ? path : FilePath.folder(of: path)
        var problems: [Fault] = []
        let configurationPath = FilePath.join(self.path, "config.json")
        var configuration: ConfigurationFile?
        var stated: String?
        if PathKind(of: configurationPath) == .file {
            do throws(Fault) {
                configuration = try ConfigurationFile(path: configurationPath, known: known)
                stated = isModelFolder ? try configuration?.statedWeights() : nil
                if let name = stated, PathKind(of: FilePath.join(self.path, name)) != .file {
                    stated = nil
                    throw .weightsNamedAbsent(name, file: configurationPath)
                }
            } catch {
                guard error.code != .unknownArchitecture else { throw error }
                problems.append(error)
            }
        } else if isModelFolder {
            problems.append(.noConfiguration(self.path))
        }
        // A file by itself is examined by itself: what lies around it need not belong to it.
        let isModel = isModelFolder || configuration != nil
        let folder = self.path
        vocabulary = isModel ? Self.reading(&problems) { () throws(Fault) in try Vocabulary(in: folder) } : nil
        pooling = isModel ? Self.reading(&problems) { () throws(Fault) in try Pooling(in: folder) } : nil
        discovery = try WeightsDiscovery(in: folder, stated: stated)
        labels = configuration?.labelCounts
        statedWeights = stated
        self.configuration = configuration
        self.problems = problems
    }

    private static func reading<Fact>(_ problems: inout [Fault], _ read: () throws(Fault) -> Fact?) -> Fact? {
        do throws(Fault) {
            return try read()
        } catch {
            problems.append(error)
            return nil
        }
    }
}

extension Fault {
    fileprivate static func weightsNamedAbsent(_ name: String, file: String) -> Fault {
        Fault(
            .configuration, file: file, subject: "field 'transformers_weights'",
            reason: "names '\(name)', which is not there", remedy: "put the file there, or take the field out")
    }

    fileprivate static func noConfiguration(_ folder: String) -> Fault {
        Fault(
            .configuration, file: FilePath.join(folder, "config.json"),
            reason: "it is not there, so no library can load the folder",
            remedy: "put the config.json there that was saved with these weights")
    }
}
