import ByteIO
import HelperProtocol
import Tensors
import TestSupport
import Testing

@testable import KerasArchive

@Suite("A helper that does not do its work")
struct FailingHelperTests {
    @Test("A crash is one fault with the signal's number", arguments: [("SEGV", 11), ("ABRT", 6), ("KILL", 9)])
    func crash(signal: String, number: Int) throws {
        let error = try Self.fault(ofScript: "echo '{\"objects\":[]}'; kill -\(signal) $$")
        #expect(error?.code == .hdf5Crash)
        #expect(error?.reason.contains("signal \(number)") == true)
    }

    @Test("The system call filter's SIGSYS is no crash: something was tried that may not be done")
    func forbidden() throws {
        let error = try Self.fault(ofScript: "echo '{\"objects\":[]}'; kill -SYS $$")
        #expect(error?.code == .hdf5Forbidden)
        #expect(error?.reason.contains("a system call that its cage forbids, and was stopped (signal 31)") == true)
    }

    @Test("The helper's own limit of processor time is not called a crash")
    func ownLimit() throws {
        let error = try Self.fault(ofScript: "kill -XCPU $$")
        #expect(error?.code == .hdf5Time)
        #expect(error?.reason.contains("used all its processor time") == true)
    }

    @Test("A flood on either stream is cut off", arguments: ["", ">&2"])
    func flood(stream: String) throws {
        let error = try Self.fault(ofScript: "exec head -c 200000000 /dev/zero \(stream)")
        #expect(error?.code == .hdf5Answer)
    }

    @Test("A refusal is passed on: its word as the code, its object, its reason, its causes")
    func refusal() throws {
        let helper = try FakeHelper(
            answer: """
                {"error":{"code":"corrupt","path":"/bert","reason":"a link leads nowhere","causes":["one","two"]}}
                """, status: 1)
        let error = KerasArchiveTests.fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .hdf5(.corrupt))
        #expect(error?.file == helper.file.path)
        #expect(error?.subject == "object '/bert'")
        #expect(error?.reason == "a link leads nowhere")
        #expect(error?.causes == ["one", "two"])
    }

    @Test(
        "A failure without a reason is reported as one",
        arguments: ["", "oops", "{}", "{\"error\":7}", "{\"error\":{\"code\":\"corrupt\"}}"])
    func failureWithoutReason(answer: String) throws {
        let helper = try FakeHelper(answer: answer, status: 1)
        let error = KerasArchiveTests.fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .hdf5Answer)
        #expect(error?.reason == "bertconv-hdf5 failed and gave no reason")
        #expect(error?.file == helper.file.path)
    }

    @Test("Any other exit status is a fault of ours, with what the helper said", arguments: [2, 64, 127])
    func otherStatus(status: Int) throws {
        let error = try Self.fault(ofScript: "echo usage >&2; exit \(status)")
        #expect(error?.code == .hdf5Helper)
        #expect(error?.causes == ["exit status \(status)", "usage\n"])
    }

    @Test("A helper that is not there, not executable or no program is named, with how to get it")
    func notStarted() throws {
        let folder = TemporaryFolder()
        let file = try InputFile(path: folder.write("x", to: "model.h5"))
        for path in [folder.file("nothing"), folder.write("#!/bin/sh\n", to: "plain"), folder.path] {
            let error = KerasArchiveTests.fault { () throws(Fault) in
                _ = try KerasReader.read(file, helper: HDF5Helper(executable: path))
            }
            #expect(error?.code == .hdf5Helper)
            #expect(error?.file == file.path)
            let said = ([error?.description ?? ""] + (error?.causes ?? [])).joined(separator: "\n")
            #expect(said.contains(path))
        }
        #expect(folder.names == ["model.h5", "plain"])
    }

    @Test("The helper gets the file as its standard input, no environment and no argument but the question")
    func surroundings() throws {
        let script = """
            [ "$*" = catalog ] || exit 3
            [ "$(head -c 4 | od -An -tu1 | tr -d ' ')" = 0123 ] || exit 4
            [ -z "$HOME$USER$LANG$BERTCONV" ] || exit 5
            echo '{"fileSize":1000,"objects":[{"path":"/","kind":"group","attributes":[]}]}'
            """
        let error = try Self.fault(ofScript: script)
        #expect(error?.code == .kerasLayout, "\(error)")
    }

    @Test("A decoder that gives too few, too many or no bytes is not believed", arguments: [0, 7, 9, 5_000_000])
    func decodedCount(count: Int) throws {
        let error = try Self.decodingFault("head -c \(count) /dev/zero")
        #expect(error?.code == .hdf5Answer)
        #expect(error?.reason == "bertconv-hdf5 decoded \(count) bytes, and the shapes need 8")
    }

    @Test("A decoder that gives the right number of bytes is believed, and leaves no file behind")
    func decoded() throws {
        let helper = try Self.decoder("printf '\\001\\002\\003\\004\\005\\006\\007\\010'")
        let table = try helper.decode(["x"])
        let view = try #require(table["x"]?.view)
        #expect(try view.storage.file.bytes(at: view.storage.offset, count: 8) == Array(1...8))
        #expect(table["x"]?.isEncoded == false)
        #expect(helper.leftovers.isEmpty)
    }

    @Test("A decoder that crashes, hangs or refuses halfway ends in the same faults")
    func failingDecoder() throws {
        #expect(try Self.decodingFault("printf 1234; kill -SEGV $$")?.code == .hdf5Crash)
        let watch = HelperWatch(interval: .milliseconds(1), idleLooks: 20)
        #expect(try Self.decodingFault("printf 1234; exec sleep 86400", watch: watch)?.code == .hdf5Time)
        let refusal = "{\"error\":{\"code\":\"unknown-filter\",\"path\":\"/x\",\"reason\":\"no\",\"causes\":[]}}"
        let error = try Self.decodingFault("printf 1234; echo '\(refusal)' >&2; exit 1")
        #expect(error?.code == .hdf5(.unknownFilter))
        #expect(error?.subject == "object '/x'")
    }

    private static func fault(ofScript script: String) throws -> Fault? {
        let helper = try FakeHelper(script: script)
        let error = KerasArchiveTests.fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.file == helper.file.path)
        #expect(helper.leftovers.isEmpty)
        return error
    }

    /// A helper that lists one encoded dataset of 8 bytes and decodes it with this script.
    private static func decoder(_ script: String) throws -> FakeHelper {
        let objects = [
            Listed.group("/", ("layer_names", ["x"])),
            Listed.dataset(
                "/x",
                "\"shape\":[2],\"storage\":\"encoded\",\"layout\":\"chunked\",\"filters\":[],\"stored\":8,\"bytes\":8"),
        ]
        let answer = "{\"fileSize\":\(FakeHelper.byteCount),\"objects\":[\(objects.joined(separator: ","))]}"
        return try FakeHelper(
            script: "if [ \"$1\" = catalog ]; then echo '\(answer)'; exit; fi\n[ \"$*\" = 'decode /x' ] || exit 3\n"
                + script)
    }

    private static func decodingFault(_ script: String, watch: HelperWatch = HelperWatch()) throws -> Fault? {
        let helper = try decoder(script)
        let error = KerasArchiveTests.fault { () throws(Fault) in
            _ = try helper.decode(["x"], watch: watch)
        }
        #expect(error?.file == helper.file.path)
        #expect(helper.leftovers.isEmpty)
        return error
    }
}
