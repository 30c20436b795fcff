import ByteIO
import Glibc
import JSONText
import TestSupport
import Testing

/// Guards `RepositoryRoot` in the program: services must find a file whatever was typed to name it.
@Suite("Reports name files by their path in the repository")
struct RepositoryPathTests {
    /// A repository with a model that fails in `models/a`, and a link to the repository beside it.
    private static func repository() -> TemporaryFolder {
        let folder = TemporaryFolder()
        for part in ["repo", "repo/.git", "repo/models"] { unsafe mkdir(folder.file(part), 0o700) }
        _ = Tool.run(["cp", "-r", Fixtures.path("damage/missing-head"), folder.file("repo/models/a")])
        unsafe symlink("repo", folder.file("link"))
        return folder
    }

    private static let file = "models/a/model.safetensors"

    /// The files that a report names, each once.
    private static func files(_ format: String, _ report: String) throws -> Set<String?> {
        switch format {
        case "sarif":
            let value = try JSONParser.parse(Array(report.utf8))
            return Set(
                value.places().filter { $0.lastName == "artifactLocation" }.map { value[$0.member("uri")]?.string })
        case "gitlab":
            let issues = try JSONParser.parse(Array(report.utf8)).array ?? []
            return Set(issues.map { $0.object?["location"]?.object?["path"]?.string })
        case "junit": return Set(report.matches(of: #/ file="([^"]*)"/#).map { String($0.output.1) })
        default: return Set(report.matches(of: /file=([^,]*),/).map { String($0.output.1) })
        }
    }

    private static let formats = ["sarif", "gitlab", "junit", "github"]

    private static func run(
        _ folder: TemporaryFolder, from place: String, _ arguments: [String], environment: [String] = []
    ) -> Tool.Run {
        Tool.run(
            ["/bin/sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder.file(place), Tool.path("bertconv")]
                + ["verify", "--headers-only"] + arguments,
            environment: ["GITHUB_WORKSPACE=", "CI_PROJECT_DIR="] + environment)
    }

    @Test(
        "Relative, absolute, with dots, from below and through a link, it is the same path", .slow, arguments: formats)
    func git(format: String) throws {
        let folder = Self.repository()
        for (place, model) in [
            ("repo", "models/a"), ("repo", "./models//a/"), ("repo", folder.file("repo/models/a")),
            ("repo/models", "a"), ("repo/models/a", "."), ("repo/.git", "../models/a"),
            ("repo", folder.file("link/models/a")), ("link/models", "a"), (".", folder.file("repo/models/a")),
        ] {
            let root = place == "." ? ["--root", folder.file("repo")] : []
            let run = Self.run(folder, from: place, [model, "--format", format] + root)
            #expect(run.status == 1)
            #expect(try Self.files(format, run.output) == [Self.file], "\(model) from \(place)")
        }
    }

    @Test("--root decides before the variables of GitHub and GitLab, and these before git", .slow, arguments: formats)
    func order(format: String) throws {
        let folder = Self.repository()
        let arguments = ["models/a", "--format", format]
        for variable in ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
            let environment = ["\(variable)='\(folder.file("repo/models"))'"]
            let stated = Self.run(folder, from: "repo", arguments, environment: environment)
            #expect(try Self.files(format, stated.output) == ["a/model.safetensors"])
            let named = Self.run(folder, from: "repo", arguments + ["--root", ".."], environment: environment)
            #expect(try Self.files(format, named.output) == ["repo/" + Self.file])
        }
        let gone = Self.run(folder, from: "repo", arguments, environment: ["GITHUB_WORKSPACE=/nowhere"])
        #expect(try Self.files(format, gone.output) == [Self.file])
    }

    @Test("A root that is no folder is wrong usage", arguments: ["/nowhere", "/dev/null"])
    func usage(root: String) {
        let run = Tool.bertconv(["verify", Fixtures.path("damage/missing-head"), "--root", root])
        #expect(run.status == 64)
        #expect(run.errors.contains(root))
    }

    @Test("Runs of other folders or classes have other categories, and the same run has the same")
    func category() throws {
        let folder = Self.repository()
        _ = Tool.run(["cp", "-r", folder.file("repo/models/a"), folder.file("repo/models/b")])
        func category(_ place: String, _ arguments: [String]) throws -> String? {
            let run = Self.run(folder, from: place, arguments + ["--format", "sarif"])
            let log = try JSONParser.parse(Array(run.output.utf8)).object
            return log?["runs"]?.array?.first?.object?["automationDetails"]?.object?["id"]?.string
        }
        #expect(try category("repo", ["models/a"]) == "bertconv/models/a/")
        #expect(try category("repo/models", ["./a"]) == "bertconv/models/a/")
        #expect(try category("repo", ["models/a", "models/b"]) == "bertconv/models/")
        #expect(try category("repo", ["-r", "models"]) == "bertconv/models/")
        #expect(try category("repo", ["-r", "."]) == "bertconv/")
        #expect(try category("repo", ["models/a", "--as", "BertModel"]) == "bertconv/models/a/BertModel/")
    }
}
