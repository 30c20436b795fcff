/// A matrix of elements of any width, filled with bytes that look random.
struct Matrix: Equatable {
    let rows: Int
    let columns: Int
    let width: Int
    var bytes: [UInt8]

    /// Bytes from a fixed sequence, so that a failure can be repeated.
    init(rows: Int, columns: Int, width: Int) {
        self.rows = rows
        self.columns = columns
        self.width = width
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        let byteCount = rows * columns * width
        let words = (0..<(byteCount / 8 + 1)).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
        bytes = unsafe words.withUnsafeBytes { unsafe [UInt8]($0.prefix(byteCount)) }
    }

    private init(rows: Int, columns: Int, width: Int, bytes: [UInt8]) {
        self.rows = rows
        self.columns = columns
        self.width = width
        self.bytes = bytes
    }

    /// The plain definition: element (r, c) becomes element (c, r).
    var transposed: Matrix {
        let turned =
            switch width {
            case 1: turned(UInt8.self)
            case 2: turned(UInt16.self)
            case 4: turned(UInt32.self)
            default: turned(UInt64.self)
            }
        return Matrix(rows: columns, columns: rows, width: width, bytes: turned)
    }

    private func turned<Element: BitwiseCopyable>(_: Element.Type) -> [UInt8] {
        unsafe bytes.withUnsafeBytes { from in
            let source = unsafe Array(from.bindMemory(to: Element.self))
            let target = (0..<columns).flatMap { column in
                stride(from: column, to: source.count, by: columns).map { source[$0] }
            }
            return unsafe target.withUnsafeBytes { unsafe Array($0) }
        }
    }
}
