internal import ByteIO
internal import ModelSchema

extension Rule {
    package static let configurationRedirected = Rule(
        "BC706", "configuration-redirected", .error, needs: .headers)
}

extension Check {
    /// BC706: config.json makes the library read another file, or other names.
    static let configurationRedirected = Check(
        .configurationRedirected, page: PackageResources.BC706_md,
        verify: { examination in
            examination.problems.filter { $0.code == .redirected }
                .map { ConfigurationCheck.finding(.configurationRedirected, $0) }
        })
}
