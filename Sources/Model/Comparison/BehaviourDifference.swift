package import ByteIO
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
        /// version.
        package var counts: Bool {
            switch change {
            case .values, .content: true
            case .onlyInFirst, .onlyInSecond: name == "config.json"
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
    /// - Throws: ``Fault`` `file.*`, `json.*`, `compare.companion-limit` for a file that is too large.
    package init(_ first: ModelPlace, _ second: ModelPlace) throws(Fault) {
        try compareConfigurations(first, second)
        let fields = (first.configuration?.architecture ?? second.configuration?.architecture)?.tokenizer ?? []
        for file in CompanionFile.tokenizer { try compare(file, first.folder, second.folder, fields: fields) }
        try compareVocabularies(first.folder, second.folder)
        try compareModules(first.sentenceFolder ?? first.folder, second.sentenceFolder ?? second.folder)
    }

    private mutating func compareModules(_ first: String, _ second: String) throws(Fault) {
        var files: [CompanionFile] = []
        if let modules = try SentenceModules(in: first) {
            files = try CompanionFile.modules(modules, in: first)
        } else if let modules = try SentenceModules(in: second) {
            files = try CompanionFile.modules(modules, in: second)
        }
        for file in files { try compare(file, first, second, fields: []) }
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
