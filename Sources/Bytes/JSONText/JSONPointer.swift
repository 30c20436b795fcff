package import ByteIO

/// The place of a value in a JSON text: `/classes/0/name`.
package struct JSONPointer: Hashable, CustomStringConvertible {
    package enum Step: Hashable {
        case member(String)
        case element(Int)
    }

    package private(set) var steps: [Step] = []

    package init() {}

    package var description: String {
        steps.map { step in
            switch step {
            case .member(let name): "/" + name
            case .element(let index): "/\(index)"
            }
        }.joined()
    }

    package func member(_ name: String) -> JSONPointer {
        var place = self
        place.steps.append(.member(name))
        return place
    }

    package func element(_ index: Int) -> JSONPointer {
        var place = self
        place.steps.append(.element(index))
        return place
    }
}

/// Where a byte is in a text, as editors count: lines and characters from 1.
package struct TextPosition: Equatable, CustomStringConvertible {
    package let line: Int
    package let column: Int

    /// - Parameter offset: a byte of `text`, or its end.
    package init(of offset: Int, in text: [UInt8]) {
        let before = text.prefix(max(0, offset))
        let lineFeed = UInt8(ascii: "\n")
        let start = before.lastIndex(of: lineFeed).map { $0 + 1 } ?? before.startIndex
        line = before.count { $0 == lineFeed } + 1
        // Bytes that continue a character in UTF-8 are 10xxxxxx.
        column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
    }

    package var description: String { "line \(line), column \(column)" }
}

extension JSONParser {
    /// The byte at which the value at `place` begins, or for a member its name.
    ///
    /// - Returns: nil: the text has no such place.
    /// - Throws: ``Fault`` `json.*`.
    package static func offset(of place: JSONPointer, in bytes: [UInt8]) throws(Fault) -> Int? {
        var parser = JSONParser(bytes, maximumDepth: JSONLimits.depth, .strict)
        return try parser.offset(of: place.steps[...])
    }

    private mutating func offset(of steps: ArraySlice<JSONPointer.Step>) throws(Fault) -> Int? {
        skipWhitespace()
        guard let step = steps.first else { return position }
        let isObject: Bool
        switch (step, next) {
        case (.member, UInt8(ascii: "{")): isObject = true
        case (.element, UInt8(ascii: "[")): isObject = false
        default: return nil
        }
        position += 1
        var index = 0
        while true {
            skipWhitespace()
            let start = position
            var isWanted = step == .element(index)
            if isObject {
                guard next == UInt8(ascii: "\"") else { return nil }
                isWanted = step == .member(try string())
                skipWhitespace()
                try expect(UInt8(ascii: ":"), "':'")
            }
            if isWanted { return steps.count == 1 ? start : try offset(of: steps.dropFirst()) }
            _ = try value(depth: 0)
            skipWhitespace()
            guard next == UInt8(ascii: ",") else { return nil }
            position += 1
            index += 1
        }
    }
}
