package import ByteIO

extension Fault.Code {
    /// `bertconv-fetch` or libcurl is missing, or has failed.
    package static let remoteHelper = Fault.Code("remote.helper")
    /// No answer came: the name, the connection, the certificate, or silence.
    package static let remoteConnection = Fault.Code("remote.connection")
    /// The answer is shorter, longer or another one than was asked for.
    package static let remoteAnswer = Fault.Code("remote.answer")
    /// The server refuses.
    package static let remoteRefused = Fault.Code("remote.refused")
    package static let remoteMissing = Fault.Code("remote.missing")
    /// A redirect, or an address that may not be asked.
    package static let remoteRedirect = Fault.Code("remote.redirect")
    package static let remoteInsecure = Fault.Code("remote.insecure")
    /// The place is not written as one can be.
    package static let remotePlace = Fault.Code("remote.place")
    /// The list of files is no list, too long, or has names that lead out of it.
    package static let remoteListing = Fault.Code("remote.listing")
    package static let remoteOffline = Fault.Code("remote.offline")
}

/// The messages about the helper.
extension Fault {
    static func fetchMissing(_ executable: String) -> Fault {
        Fault(
            .remoteHelper, reason: "the program bertconv-fetch is not at '\(executable)', and remote places need it",
            remedy: "install bertconv whole, or download the model first")
    }

    /// - Parameter words: what the program says is missing, and what to do.
    static func fetchNeeds(_ words: String) -> Fault { Fault(.remoteHelper, reason: words) }

    static func fetchFailed(_ causes: [String]) -> Fault {
        Fault(
            .remoteHelper, reason: "the program bertconv-fetch failed", remedy: "please report this", causes: causes)
    }

    static func fetchTalksNonsense() -> Fault { fetchFailed(["its answer breaks the protocol"]) }

    static func fetchSilent(seconds: Int) -> Fault { fetchFailed(["it said nothing for \(seconds) s"]) }

    /// - Parameter text: a word for what went wrong, and a sentence of `bertconv-fetch` or libcurl.
    static func fetch(_ text: String) -> Fault {
        let word = String(text.prefix { $0 != " " })
        let sentence = String(text.dropFirst(word.count + 1))
        return switch word {
        case "address":
            Fault(
                .remoteRedirect,
                reason: "leads to an address of this machine or a private network, or to a public one without "
                    + "encryption, where this request may not go",
                remedy: "give the address itself if you trust it")
        case "headers": Fault(.remoteAnswer, reason: sentence)
        case "body": remoteTooLong()
        case "truncated":
            Fault(
                .remoteAnswer, reason: "the answer ended early", remedy: "run again", causes: [sentence])
        case "stalled":
            Fault(
                .remoteConnection, reason: "the server sent almost nothing for too long",
                remedy: "run again, or download the model first", causes: [sentence])
        case "resolve":
            Fault(.remoteConnection, reason: "the host's name was not found", remedy: "check it", causes: [sentence])
        case "tls":
            Fault(
                .remoteConnection, reason: "the server's certificate was not accepted",
                remedy: "install its authority in the system's certificates", causes: [sentence])
        default:
            Fault(
                .remoteConnection, reason: "there was no connection to the server", remedy: "check the network",
                causes: [sentence])
        }
    }
}

/// The messages about answers.
extension Fault {
    static func remoteTruncated(missing: Int) -> Fault {
        Fault(.remoteAnswer, reason: "the answer ended \(missing) bytes early", remedy: "run again")
    }

    static func remoteTooLong() -> Fault {
        Fault(.remoteAnswer, reason: "the answer is longer than what was asked for", remedy: "check the address")
    }

    static func rangesIgnored(_ path: String) -> Fault {
        Fault(
            .remoteAnswer, file: path, reason: "the server sends whole files when a part is asked for",
            remedy: "download the model first")
    }

    static func wrongRange(_ path: String, expected: String, found: String?) -> Fault {
        Fault(
            .remoteAnswer, file: path,
            reason: "the server sent '\(found ?? "no range")' when '\(expected)' was asked for", remedy: "run again")
    }

    static func otherVersion(_ path: String) -> Fault {
        Fault(
            .fileChanged, file: path, reason: "the file changed on the server while it was being read",
            remedy: "run again when nobody replaces it")
    }

    static func noSize(_ path: String) -> Fault {
        Fault(
            .remoteAnswer, file: path, reason: "the server does not say how large the file is",
            remedy: "download the model first")
    }

    /// The fault of an answer with a status that is no success.
    static func remoteStatus(_ path: String, _ answer: FetchAnswer) -> Fault {
        let message = answer["x-error-message"] ?? answer["x-error-code"]
        let words = "the server answered \(answer.status)" + (message.map { ": \($0)" } ?? "")
        let identifier = answer["x-request-id"] ?? answer["x-amz-request-id"]
        let causes = identifier.map { ["request \($0)"] } ?? []
        return switch answer.status {
        case 401, 403:
            Fault(
                .remoteRefused, file: path, reason: words,
                remedy: "check that it exists, and that the credentials may read it", causes: causes)
        case 404, 410:
            Fault(.remoteMissing, file: path, reason: words, remedy: "check the address", causes: causes)
        default: Fault(.remoteRefused, file: path, reason: words, remedy: "run again later", causes: causes)
        }
    }

    static func busy(_ path: String, _ answer: FetchAnswer, seconds: Int) -> Fault {
        Fault(
            .remoteRefused, file: path,
            reason: "the server is busy (status \(answer.status)) and asks to wait for \(seconds) s",
            remedy: "run again later")
    }
}

/// The messages about addresses and places.
extension Fault {
    static func tooManyRedirects(_ path: String) -> Fault {
        Fault(
            .remoteRedirect, file: path, reason: "leads through more than \(RemoteLimits.redirects) redirects",
            remedy: "give the address that it leads to")
    }

    static func badRedirect(_ path: String, to location: String) -> Fault {
        Fault(
            .remoteRedirect, file: path, reason: "the server redirects to '\(location)', which is not followed",
            remedy: "check the address")
    }

    static func notEncrypted(_ path: String) -> Fault {
        Fault(
            .remoteInsecure, file: path, reason: "would be fetched without encryption",
            remedy: "use https, or --insecure if you trust the network")
    }

    static func addressTooLong(_ path: String) -> Fault {
        Fault(
            .remotePlace, file: path, reason: "the address has more than \(RemoteLimits.addressBytes) bytes",
            remedy: "check it")
    }

    /// - Parameter reason: a sentence about the place.
    static func place(_ path: String, _ reason: String, remedy: String) -> Fault {
        Fault(.remotePlace, file: path, reason: reason, remedy: remedy)
    }

    static func listing(_ path: String, _ reason: String) -> Fault {
        Fault(.remoteListing, file: path, reason: reason, remedy: "check the address and the server")
    }

    /// The fault of a file that a folder does not have.
    static func remoteAbsent(_ path: String) -> Fault {
        Fault(.fileMissing, file: path, reason: "no such file or folder", remedy: "check the path")
    }
}
