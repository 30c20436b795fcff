internal import ByteIO

/// A page of the list of a bucket: the answer of S3's ListObjectsV2.
struct BucketListing {
    private(set) var objects: [(key: String, byteCount: UInt64)] = []
    /// What asks for the next page; nil: this is the last.
    private(set) var continuation: String?

    /// Reads the XML of the answer: of each `Contents` its `Key` and `Size`, and whether there is more.
    ///
    /// - Throws: ``Fault`` `remote.listing` when it is no such answer.
    init(_ bytes: [UInt8]) throws(Fault) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .bucketListing("is not UTF-8") }
        var reader = XMLReader(text)
        var path: [Substring] = []
        var key: String?
        var size: UInt64?
        var isTruncated = false
        var isListing = false
        while let event = try reader.next() {
            switch event {
            case .open(let name):
                path.append(name)
                if path == ["ListBucketResult"] { isListing = true }
            case .text(let text):
                switch path.dropFirst() {
                case ["Contents", "Key"]: key = (key ?? "") + text
                case ["Contents", "Size"]: size = UInt64(text)
                case ["IsTruncated"]: isTruncated = text == "true"
                case ["NextContinuationToken"]: continuation = (continuation ?? "") + text
                default: break
                }
            case .close(let name):
                guard path.popLast() == name else { throw .bucketListing("has tags that do not match") }
                guard path.count == 1, name == "Contents" else { continue }
                guard let found = key, let bytes = size else {
                    throw .bucketListing("has an object without a key or size")
                }
                objects.append((found, bytes))
                (key, size) = (nil, nil)
            }
        }
        guard isListing, path.isEmpty else { throw .bucketListing("is no list of a bucket") }
        guard !isTruncated || continuation != nil else { throw .bucketListing("ends without saying how it goes on") }
        if !isTruncated { continuation = nil }
    }
}

/// Reads tags and text of XML, without attributes, comments and documents of its own kind, which lists do not have.
private struct XMLReader {
    enum Event {
        case open(Substring)
        case close(Substring)
        case text(String)
    }

    private var rest: Substring.UTF8View
    /// The end of an element that closes itself.
    private var pending: Substring?

    init(_ text: String) {
        rest = text[...].utf8
    }

    mutating func next() throws(Fault) -> Event? {
        if let name = pending.take() { return .close(name) }
        guard let first = rest.first else { return nil }
        guard first == UInt8(ascii: "<") else {
            let text = rest.prefix { $0 != UInt8(ascii: "<") }
            rest = rest[text.endIndex...]
            return .text(try Self.decoded(text))
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw .bucketListing("ends within a tag") }
        let tag = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        switch tag.first {
        case UInt8(ascii: "?"): return try next()
        case UInt8(ascii: "!"): throw .bucketListing("has a declaration, which no list has")
        case UInt8(ascii: "/"): return .close(Substring(tag.dropFirst()))
        default:
            let name = Substring(tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") })
            if tag.last == UInt8(ascii: "/") { pending = name }
            return .open(name)
        }
    }

    private static let entities: [(name: String, text: String)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"),
    ]

    private static func decoded(_ text: Substring.UTF8View) throws(Fault) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += String(Substring(rest[..<start]))
            guard let end = rest[start...].firstIndex(of: UInt8(ascii: ";")) else {
                throw .bucketListing("has an '&' that begins nothing")
            }
            let name = String(Substring(rest[rest.index(after: start)..<end]))
            let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst(1)
            let number = name.hasPrefix("#") ? UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10) : nil
            if let scalar = number.flatMap(Unicode.Scalar.init) {
                result.unicodeScalars.append(scalar)
            } else if let entity = entities.first(where: { $0.name == name }) {
                result += entity.text
            } else {
                throw .bucketListing("has the entity '&\(name);', which is unknown")
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + String(Substring(rest))
    }
}

extension Fault {
    fileprivate static func bucketListing(_ reason: String) -> Fault {
        Fault(.remoteListing, reason: "the server's list \(reason)", remedy: "check AWS_ENDPOINT_URL")
    }
}
