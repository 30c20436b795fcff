/// The version of the product, which is written here and nowhere else: `--version`, the reports, the manual pages and the
/// name of the tarball (`scripts/dist`) take it from here.
package enum Version {
    package static let current = "0.1.0"
}
