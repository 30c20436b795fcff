package import JSONText

extension HDF5Error {
    /// The answer that is given instead of a catalogue: `{"error":{"code":…,"path":…,"reason":…,"causes":[…]}}`.
    package var json: JSONValue {
        [
            "error": [
                "code": .string(code.rawValue),
                "path": path.map { .string($0) } ?? .null,
                "reason": .string(reason),
                "causes": .array(causes.map { .string($0) }),
            ]
        ]
    }
}
