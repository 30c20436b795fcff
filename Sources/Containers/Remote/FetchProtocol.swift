internal import ByteIO

/// A class of network addresses, from this machine to the internet.
enum AddressClass: Int, Sendable {
    case loopback = 0
    case privateNetwork = 1
    case publicNetwork = 2
}

/// The addresses that a request may connect to.
///
/// `bertconv-fetch` checks each before it connects.
enum Reach: Int, Sendable {
    case all = 0
    /// No loopback.
    case beyondLoopback = 1
    case publicNetwork = 2
    case loopback = 3
}

/// A request to `bertconv-fetch`: one request of HTTP.
///
/// It is sent as frames of a tag, a length in four bytes (little-endian) and that many bytes; the program is
/// `Sources/Programs/bertconv-fetch/`, which reads them in `Frames.c`.
struct FetchRequest: Sendable {
    var isHead = false
    var address: WebAddress
    /// The bytes that are asked for; nil: the whole file.
    var range: Range<UInt64>?
    var userAgent = ""
    var headers: [(name: String, value: String)] = []
    var signing: Signing?
    var reach = Reach.all
    /// The most bytes that the body may have.
    var bodyLimit: UInt64
    var quietSeconds = RemoteLimits.quietSeconds

    /// What signs a request to a bucket (signature version 4).
    struct Signing: Sendable {
        let region: String
        let keyName: String
        let secret: String
    }

    /// The frames.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ tag: Character, _ text: String) {
            bytes += String(tag).utf8
            let count = UInt32(text.utf8.count)
            bytes += [UInt8(count & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count >> 16 & 0xFF), UInt8(count >> 24)]
            bytes += text.utf8
        }
        add("U", address.text)
        if isHead { add("M", "1") }
        if let range { add("R", "\(range.lowerBound)-\(range.upperBound - 1)") }
        add("N", userAgent)
        for header in headers { add("H", "\(header.name): \(header.value)") }
        if let signing {
            add("S", "aws:amz:\(signing.region):s3")
            add("K", "\(signing.keyName):\(signing.secret)")
        }
        add("A", String(reach.rawValue))
        add("B", String(bodyLimit))
        add("Q", String(quietSeconds))
        add(".", "")
        return bytes
    }
}

/// The beginning of an answer of `bertconv-fetch`: everything before the body.
struct FetchAnswer: Sendable {
    var status = 0
    var addressClass = AddressClass.loopback
    private var headers: [(name: String, value: String)] = []

    /// The value of a header, whose name is in lower case; of several, the last.
    subscript(name: String) -> String? { headers.last { $0.name == name }?.value }

    /// Takes a frame.
    ///
    /// - Returns: false when it is none that can come before the body.
    mutating func take(_ tag: UInt8, _ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        switch tag {
        case UInt8(ascii: "S"):
            guard let number = Int(text), (200..<1000).contains(number) else { return false }
            status = number
        case UInt8(ascii: "A"):
            guard let found = Int(text).flatMap(AddressClass.init) else { return false }
            addressClass = found
        case UInt8(ascii: "H"):
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
            let value = text[text.utf8.index(after: colon)...].utf8.drop { $0 == 0x20 || $0 == 0x09 }
            headers.append((text[..<colon].lowercased(), String(Substring(value))))
        default: return false
        }
        return true
    }
}
