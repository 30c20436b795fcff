/// Makes elements what every reader expects: least significant byte first, booleans 0 or 1.
enum ByteOrder {
    /// Reverses the bytes of each number; of a complex number, of each of its two parts.
    static func swap(_ bytes: UnsafeMutableRawBufferPointer, _ elementType: ElementType) {
        let width = elementType == .complex64 ? 4 : elementType.bitWidth / 8
        switch width {
        case 2: unsafe swap(bytes.bindMemory(to: UInt16.self))
        case 4: unsafe swap(bytes.bindMemory(to: UInt32.self))
        case 8: unsafe swap(bytes.bindMemory(to: UInt64.self))
        default: return
        }
    }

    private static func swap<Number: FixedWidthInteger>(_ numbers: UnsafeMutableBufferPointer<Number>) {
        for index in numbers.indices { unsafe numbers[index] = numbers[index].byteSwapped }
    }

    /// PyTorch takes every byte but 0 for true.
    static func normaliseBooleans(_ bytes: UnsafeMutableRawBufferPointer) {
        for index in bytes.indices where unsafe bytes[index] > 1 { unsafe bytes[index] = 1 }
    }
}
