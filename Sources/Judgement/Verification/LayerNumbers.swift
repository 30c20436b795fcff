/// A set of layer numbers, shown without loss: `3`, `{0-9,11}`.
package struct LayerNumbers: Sendable, CustomStringConvertible {
    package let description: String

    package init(_ numbers: [Int]) {
        var runs: [ClosedRange<Int>] = []
        for number in Set(numbers).sorted() {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        description = runs.count == 1 && runs[0].count == 1 ? texts[0] : "{" + texts.joined(separator: ",") + "}"
    }
}
