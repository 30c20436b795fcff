import ByteIO
import Comparison
import ModelSchema
import Reporting

/// The picture of `diff`: the map of the weights of both, coloured by how much they differ.
extension DiffReport {
    var picture: Picture {
        var picture = Picture(
            verdict: isSame ? "SAME" : "DIFFERENT", tone: isSame ? .good : .bad, subject: "\(first) and \(second)",
            headline: headline)
        picture.map = ModelMap(
            weights.rows.map { row in
                let place = ModelMap.place(of: row.name)
                return ModelMap.Entry(
                    name: row.name, template: place.template, layer: place.layer, Self.shade(row),
                    words: DifferenceWords.words(row, self))
            })
        let differences = isSame ? [] : DifferenceWords.groups(weights.differing, self)
        picture.itemsTitle = "Differences"
        if !differences.isEmpty {
            picture.items.append(Picture.Item(label: "weights", statements: differences.map { ([$0.name], $0.words) }))
        }
        for (label, items) in [
            ("other files", behaviour?.items.filter(\.counts)),
            ("other files, which do not count", behaviour?.items.filter { !$0.counts }),
        ] {
            guard let items, !items.isEmpty else { continue }
            picture.items.append(Picture.Item(label: label, statements: items.map { ([$0.name], words($0)) }))
        }
        return picture
    }

    private static func shade(_ row: CheckpointDifference.Row) -> Shade {
        switch row.kind {
        case .identical: DifferenceShade.identical
        case .onlyInFirst: DifferenceShade.onlyInFirst
        case .onlyInSecond: DifferenceShade.onlyInSecond
        case .shapes: DifferenceShade.shapes
        case .other: DifferenceShade.other
        case .values(let distance, _, _):
            if distance.differing == 0 {
                DifferenceShade.stored
            } else if distance.rounding != nil {
                DifferenceShade.rounded
            } else {
                DifferenceShade.values(largest: distance.largestAbsolute)
            }
        }
    }
}
