package import ByteIO
package import Formats
package import JSONText
package import ModelSchema

/// The differences between two model folders that change what they compute, apart from weights: fields of config.json,
/// the tokenizer, and the modules of sentence-transformers.
package struct BehaviourDifference: Sendable {
    /// A field of config.json or a file that differs.
    package struct Item: Sendable, Equatable {
        /// The name of the field, or of the file as a path from the folder.
        package let name: String
        package let change: Change

        package init(name: String, change: Change) {
            self.name = name
            self.change = change
        }

        /// Whether it makes the models different.
        ///
        /// A file of the tokenizer that only one folder has does not: which files are saved depends on the library's
        /// version. Files of modules are in folders of their own, and each of them counts.
        package var counts: Bool {
            switch change {
            case .values, .content: true
            case .onlyInFirst, .onlyInSecond: name == "config.json" || name.contains("/")
            }
        }
    }

    /// How it differs.
    package enum Change: Sendable, Equatable {
        /// The values of a field.
        case values(JSONValue, JSONValue)
        /// The content of a file, in words.
        case content(String)
        /// Only one folder has the file.
        case onlyInFirst, onlyInSecond
    }

    package private(set) var items: [Item] = []

    /// Whether nothing differs that counts.
    package var isSame: Bool { !items.contains(where: \.counts) }

    /// Compares the files beside the weights of two folders.
    ///
    /// - Parameters:
    ///   - reader: reads the weights of modules.
    ///   - scratchFolder: where decoded tensors are stored.
    /// - Throws: ``Fault`` `file.*`, `json.*`, `compare.companion-limit` for a file that is too large, and of weights
    ///   that cannot be read.
    package init(
        _ first: ModelPlace, _ second: ModelPlace, _ reader: CheckpointReader, scratchFolder: String
    ) throws(Fault) {
        try compareConfigurations(first, second)
        let fields = (first.configuration?.architecture ?? second.configuration?.architecture)?.tokenizer ?? []
        for file in CompanionFile.tokenizer { try compare(file, first.folder, second.folder, fields: fields) }
        try compareVocabularies(first.folder, second.folder)
        let (root, otherRoot) = (first.sentenceFolder ?? first.folder, second.sentenceFolder ?? second.folder)
        let list = try SentenceModules(in: root)
        guard let modules = if let list { list } else { try SentenceModules(in: otherRoot) } else { return }
        for file in try CompanionFile.modules(modules, in: list == nil ? otherRoot : root) {
            try compare(file, root, otherRoot, fields: [])
        }
        for weights in try ModuleWeights.all(modules, root, otherRoot) {
            guard let change = try weights.change(reader, scratchFolder: scratchFolder) else { continue }
            items.append(Item(name: weights.name, change: change))
        }
    }

    private mutating func compareConfigurations(_ first: ModelPlace, _ second: ModelPlace) throws(Fault) {
        let file = CompanionFile.configuration
        guard let one = first.configuration, let other = second.configuration,
            let architecture = one.architecture ?? other.architecture
        else { return try compare(file, first.folder, second.folder, fields: []) }
        let (name, otherName) = (one.architecture?.name, other.architecture?.name)
        if name != otherName, name != nil, otherName != nil {
            items.append(Item(name: "model_type", change: .values(.text(name), .text(otherName))))
        }
        for field in architecture.behaviour {
            let (value, otherValue) = (one.value(of: field), other.value(of: field))
            guard let difference = JSONDifference.between(value, otherValue) else { continue }
            items.append(
                Item(
                    name: ([field.name] + difference.path).joined(separator: "."),
                    change: .values(difference.first, difference.second)))
        }
    }

    private mutating func compare(
        _ file: CompanionFile, _ first: String, _ second: String, fields: [BehaviourField]
    ) throws(Fault) {
        switch (file.isPresent(in: first), file.isPresent(in: second)) {
        case (false, false): return
        case (true, false): items.append(Item(name: file.name, change: .onlyInFirst))
        case (false, true): items.append(Item(name: file.name, change: .onlyInSecond))
        case (true, true):
            guard let words = try file.difference(first, second, fields: fields) else { return }
            items.append(Item(name: file.name, change: .content(words)))
        }
    }

    /// Compares a vocab.txt with a tokenizer.json if the folders have no list of tokens of the same name.
    private mutating func compareVocabularies(_ first: String, _ second: String) throws(Fault) {
        let (list, tokenizer) = (CompanionFile.vocabulary, CompanionFile.tokenizerJSON)
        let isCompared = [list, tokenizer].contains { $0.isPresent(in: first) && $0.isPresent(in: second) }
        guard !isCompared, let one = try Tokens(in: first), let other = try Tokens(in: second) else { return }
        guard let words = one.difference(from: other) else { return }
        items.append(Item(name: list.name, change: .content(words)))
    }
}
