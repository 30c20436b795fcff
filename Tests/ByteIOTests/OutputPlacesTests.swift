import ByteIO
import Glibc
import TestSupport
import Testing

@Suite("Places where nothing may be written")
struct OutputPlacesTests {
    /// The code that an output to `path` is refused with; nil when it is not.
    private static func refusal(
        _ places: OutputPlaces, _ path: String, replacing: Bool = true, except exception: OutputPlaces.Role? = nil
    ) -> Fault.Code? {
        do throws(Fault) {
            try places.check(path, replacing: replacing, except: exception)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("A file is the same under another spelling, a symbolic link and a hard link, and no other is")
    func same() throws {
        let folder = TemporaryFolder()
        let path = folder.write("0123456789", to: "a")
        try #require(unsafe symlink("a", folder.file("soft")) == 0)
        try #require(unsafe symlink("soft", folder.file("softer")) == 0)
        try #require(unsafe link(path, folder.file("hard")) == 0)
        _ = folder.write("0123456789", to: "copy")
        var byPath = OutputPlaces()
        byPath.keep(path, as: .input)
        var byFile = OutputPlaces()
        byFile.keep(try InputFile(path: path))
        for places in [byPath, byFile] {
            for name in ["a", "./a", "soft", "softer", "hard"] {
                #expect(Self.refusal(places, folder.file(name)) == .fileIsNeeded, "\(name)")
                #expect(places.isInput(folder.file(name)), "\(name)")
            }
            for name in ["copy", "none"] { #expect(Self.refusal(places, folder.file(name)) == nil, "\(name)") }
        }
    }

    @Test("Every file in a model's folder is kept, also by a link to it or from it; new names are free")
    func modelFolder() throws {
        let folder = TemporaryFolder()
        try #require(unsafe mkdir(folder.file("model"), 0o700) == 0)
        try #require(unsafe mkdir(folder.file("model/1_Pooling"), 0o700) == 0)
        try #require(unsafe symlink(".", folder.file("model/self")) == 0)
        let inside = folder.write("a", to: "model/README.md")
        _ = folder.write("a", to: "model/1_Pooling/config.json")
        let blob = folder.write("a", to: "blob")
        try #require(unsafe symlink("../blob", folder.file("model/vocab.txt")) == 0)
        try #require(unsafe link(inside, folder.file("hard")) == 0)
        var places = OutputPlaces()
        places.keep(modelFolder: folder.file("model"))
        for path in [inside, folder.file("model/1_Pooling/config.json"), blob, folder.file("hard")] {
            #expect(Self.refusal(places, path) == .fileIsNeeded, "\(path)")
        }
        #expect(Self.refusal(places, folder.file("model/vocab.txt")) == .fileIsNeeded)
        #expect(Self.refusal(places, folder.file("model/new.json")) == nil)
        #expect(Self.refusal(places, folder.write("a", to: "old.json")) == nil)
    }

    @Test("A baseline may be rewritten and nothing else that is read")
    func baseline() {
        let folder = TemporaryFolder()
        var places = OutputPlaces()
        places.keep(folder.write("a", to: "baseline"), as: .baseline)
        places.keep(folder.write("a", to: "policy"), as: .policy)
        #expect(Self.refusal(places, folder.file("baseline")) == .fileIsNeeded)
        #expect(Self.refusal(places, folder.file("baseline"), except: .baseline) == nil)
        #expect(Self.refusal(places, folder.file("policy"), except: .baseline) == .fileIsNeeded)
    }

    @Test("Links, devices, pipes, folders and standard output are no place for a file")
    func kinds() throws {
        let folder = TemporaryFolder()
        try #require(unsafe symlink("none", folder.file("dangling")) == 0)
        try #require(unsafe mkfifo(folder.file("fifo"), 0o600) == 0)
        let places = OutputPlaces()
        for replacing in [false, true] {
            #expect(Self.refusal(places, folder.file("dangling"), replacing: replacing) == .fileLink)
            for path in [folder.file("fifo"), "/dev/null", folder.path] {
                #expect(Self.refusal(places, path, replacing: replacing) == .fileNotRegular, "\(path)")
            }
            for path in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
                #expect(Self.refusal(places, path, replacing: replacing) == .fileStream, "\(path)")
            }
        }
        #expect(Self.refusal(places, folder.file("none/out")) == .fileMissing)
        #expect(Self.refusal(places, folder.write("a", to: "old"), replacing: false) == .fileExists)
    }

    @Test("Two outputs to one place are seen, however they are spelled and whether they exist or not")
    func repeated() throws {
        let folder = TemporaryFolder()
        let old = folder.write("a", to: "old")
        try #require(unsafe link(old, folder.file("hard")) == 0)
        try #require(unsafe symlink(".", folder.file("here")) == 0)
        for pair in [
            ["old", "./old"], ["old", "hard"], ["new", "./new"], ["new", "here/new"], ["none/new", "none/new"],
        ] {
            let paths = pair.map(folder.file)
            #expect(OutputPlaces.repeated(paths) == paths[1], "\(pair)")
        }
        #expect(OutputPlaces.repeated(["-", "/dev/stdout"]) == "/dev/stdout")
        #expect(
            OutputPlaces.repeated(["old", "new", "New", "-", "./-"].map { $0 == "-" ? $0 : folder.file($0) }) == nil)
    }
}
