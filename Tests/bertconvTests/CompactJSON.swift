import JSONText

/// The value as one line, so that it can be compared without the places it was read from.
func compact(_ value: JSONValue?) -> String? {
    value.map(JSONWriter.compact)
}
