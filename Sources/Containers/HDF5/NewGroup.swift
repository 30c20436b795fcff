/// A group of a new file.
package struct NewGroup: Sendable {
    package let path: ObjectPath
    package let attributes: [NewAttribute]
}
