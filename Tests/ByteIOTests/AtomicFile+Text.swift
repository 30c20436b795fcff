import ByteIO

extension AtomicFile {
    /// Writes text, for tests.
    func write(_ text: String, at offset: UInt64) throws(Fault) {
        let bytes = Array(text.utf8)
        do {
            try unsafe bytes.withUnsafeBytes { try unsafe write($0, at: offset) }
        } catch let fault as Fault {
            throw fault
        } catch {
            preconditionFailure("write throws nothing but faults")
        }
    }
}
