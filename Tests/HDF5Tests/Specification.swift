import JSONText

/// Texts of what `bertconv-hdf5 skeleton` is asked for.
enum Specification {
    /// A file of these groups and datasets.
    static func text(groups: String = "", datasets: String = "") -> String {
        "{\"groups\":[\(groups)],\"datasets\":[\(datasets)]}"
    }

    /// The root with these attributes, and nothing else.
    static func root(_ attributes: String) -> String {
        text(groups: "{\"path\":\"/\",\"attributes\":[\(attributes)]}")
    }

    /// What the file of this catalogue holds, lists of names that Keras has split in one piece again.
    static func likeness(of catalogue: CatalogueAnswer) -> JSONValue {
        var groups: [JSONValue] = []
        let datasets = Set(catalogue.datasets.map(\.path))
        for path in catalogue.paths where !datasets.contains(path) {
            let attributes = (catalogue.attributes[path] ?? [:]).sorted { $0.key < $1.key }
            var joined: [(name: String, strings: [JSONValue])] = []
            for (name, strings) in attributes {
                let base = String(name.prefix { !$0.isNumber })
                if joined.last?.name != base { joined.append((base, [])) }
                joined[joined.count - 1].strings += (strings ?? []).map { .string($0) }
            }
            let members: [JSONValue] = joined.map { ["name": .string($0.name), "strings": .array($0.strings)] }
            groups.append(["path": .string(path), "attributes": .array(members)])
        }
        let arrays: [JSONValue] = catalogue.datasets.map {
            [
                "path": .string($0.path), "type": .string($0.type),
                "shape": .array($0.shape.map { .integer($0) }),
            ]
        }
        return ["groups": .array(groups), "datasets": .array(arrays)]
    }
}
