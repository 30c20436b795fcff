import ArgumentParser
import ByteIO
import Formats
import Glibc
import Remote
import Reporting

/// How the places of a command are read that are on other machines.
struct RemoteOptions: ParsableArguments {
    @Flag(help: "Read remote places without encryption (http) from other machines than this one, too.")
    var insecure = false

    /// Says how remote places are opened; to be called before any path is looked at.
    func prepare() {
        let client = WebClient(
            pool: FetchPool(executable: HelperPlace.find(HelperPlace.fetchName)), allowsInsecure: insecure,
            userAgent: "bertconv/\(Version.current)")
        RemotePlaces.setOpener(
            RemoteOpener.opener(client: client) { name in
                unsafe getenv(name).map { unsafe String(cString: $0) }
            })
    }

    /// Opens what a path of the command line means.
    ///
    /// - Throws: ``Fault`` `remote.*`.
    func open(_ path: String) throws(Fault) -> OpenPlace {
        prepare()
        return OpenPlace(path: RemoteOpener.place(of: path), lease: try RemotePlaces.open(path))
    }
}

/// A path of the command line, and what keeps it open if it is remote.
struct OpenPlace {
    /// The path by which the place is known: that of a signed URL has no signature.
    let path: String
    private let lease: RemoteLease?

    fileprivate init(path: String, lease: RemoteLease?) {
        (self.path, self.lease) = (path, lease)
    }

    /// Whether it is on another machine.
    var isRemote: Bool { lease != nil }

    /// Throws if something could not be looked at, and prints what should be known of how it was read.
    func finish(isQuiet: Bool = false) throws(Fault) {
        try lease?.checkComplete()
        guard !isQuiet else { return }
        for note in lease?.folder.notes ?? [] { Terminal.printNote("note: " + escapingControls(note)) }
    }
}
