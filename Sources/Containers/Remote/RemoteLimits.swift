/// What another machine may send, and how long it may take (`docs/limits.md`).
package enum RemoteLimits {
    /// Bytes of the headers of an answer; `bertconv-fetch` gives the answer up.
    package static let headerBytes = 1 << 16
    /// Redirects that a request follows.
    package static let redirects = 5
    /// How often a request is repeated because the server asks to wait.
    package static let repetitions = 4
    /// Seconds that a server may ask to wait, each time.
    package static let waitSeconds = 60
    /// Seconds in a row in which almost nothing arrives: less than 512 bytes in each.
    package static let quietSeconds = 30
    /// Bytes of a list of files.
    package static let listingBytes = 64 << 20
    /// Files in a list.
    package static let listedFiles = 100_000
    /// Pages of the list of a bucket that have no file and are not the last.
    package static let emptyPages = 100
    /// Bytes of the URL of a request.
    package static let addressBytes = 16 << 10
    /// Bytes that are read first of a file: as many as hold nearly every safetensors header.
    package static let firstBytes = 100_000
}
