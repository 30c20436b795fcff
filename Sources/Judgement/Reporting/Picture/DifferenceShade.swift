/// The shades of the map of two checkpoints that were compared.
package enum DifferenceShade {
    /// The largest differences of the steps.
    private static let steps = [1e-5, 1e-3, 1e-1]

    package static let identical = Shade("d0", "identical", rank: 0, .init("#e6eee9", "#1c2a22"))
    package static let stored = Shade(
        "de", "equal values, stored differently", rank: 1, .init("#cfe6d8", "#1f3a2b"),
        ink: .init("#2f7a4d", "#7fd0a0"),
        .dots(pitch: 5))
    package static let rounded = Shade(
        "dr", "rounded by a cast", rank: 2, .init("#cfe1f5", "#1f3a57"), ink: .init("#2f6ca0", "#82b4dc"),
        .lines([45], width: 1, pitch: 5))
    private static let values = [
        Shade("d1", "differs by up to 1e-5", rank: 3, .init("#fbe6c8", "#47321a")),
        Shade("d2", "differs by up to 0.001", rank: 4, .init("#f4b877", "#85511c")),
        Shade("d3", "differs by up to 0.1", rank: 5, .init("#dd7a2c", "#d0792b")),
        Shade("d4", "differs by more than 0.1", rank: 6, .init("#93400c", "#ffc894")),
    ]
    package static let other = Shade(
        "do", "other numbers, or another type", rank: 7, .init("#33302e", "#f1eeea"), ink: .init("#fff", "#000"),
        .lines([0, 90], width: 1, pitch: 4))
    package static let shapes = Shade(
        "ds", "another shape", rank: 8, .init("#d487b3", "#a94f83"), ink: .init("#5d0f40", "#ffd3ea"),
        .lines([0], width: 2, pitch: 5))
    package static let onlyInFirst = Shade(
        "da", "only in the first", rank: 9, .init("#fff", "#0e1217"), ink: .init("#b3261e", "#ff8a80"), .crossed)
    package static let onlyInSecond = Shade(
        "db", "only in the second", rank: 10, .init("#fff", "#0e1217"), ink: .init("#0a58ca", "#7cb8ff"),
        .lines([90], width: 2, pitch: 5))

    /// The shade of values that differ, by the largest difference of two.
    package static func values(largest: Double) -> Shade { values[steps.count { $0 < largest }] }

    static let all = [identical, stored, rounded] + values + [other, shapes, onlyInFirst, onlyInSecond]
}
