import ByteIO
import Glibc
import Tensors

/// Ends the program, so that libFuzzer keeps the input, unless `condition` holds.
func hold(_ condition: Bool, _ promise: @autoclosure () -> String) {
    if condition { return }
    say("PROMISE BROKEN: \(promise())")
    abort()
}

/// Holds that `text` is one line and can neither move a cursor nor reorder what is read.
func holdOneLine(_ text: String, _ what: String) {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
        default: true
        }
    }
    hold(isPlain, "\(what) is one line without control characters")
}

/// Holds what every table of tensors promises: names stand once, elements lie inside their files.
func hold(_ table: TensorTable) {
    var names: Set<[UInt8]> = []
    for entry in table.entries {
        hold(names.insert(Array(entry.name.utf8)).inserted, "no name stands twice in a table")
        hold(table[entry.name] != nil, "a tensor is found by its name")
        hold(entry.shape.dimensions.allSatisfy { $0 >= 0 }, "no dimension is negative")
        guard let view = entry.view else { continue }
        hold(view.storage, of: view.storage.file.byteCount)
        guard entry.shape.elementCount > 0 else { continue }
        // Once more in wider numbers, so that an overflow there is not repeated here.
        var last = Int128(view.offset)
        for (dimension, stride) in zip(entry.shape.dimensions, view.strides) {
            hold(stride >= 0, "no stride is negative")
            last += Int128(dimension - 1) * Int128(stride)
        }
        let end = (last + 1) * Int128(entry.elementType.bitWidth)
        hold(view.offset >= 0 && end <= Int128(view.storage.count) * 8, "every element lies in its storage")
    }
}

/// Holds that a run of bytes lies inside a file of `byteCount` bytes.
func hold(_ range: ByteRange, of byteCount: UInt64) {
    hold(range.count >= 0, "no run of bytes has a negative length")
    hold(Int128(range.offset) + Int128(range.count) <= Int128(byteCount), "every run of bytes lies in its file")
}

/// Holds that no two of these runs of bytes share one.
func holdDisjoint(_ ranges: [(offset: UInt64, count: UInt64)], _ what: String) {
    var end: UInt64 = 0
    for range in ranges.filter({ $0.count > 0 }).sorted(by: { $0.offset < $1.offset }) {
        hold(range.offset >= end, "no two \(what) share a byte")
        end = range.offset + range.count
    }
}

/// Writes a line to standard error.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}
