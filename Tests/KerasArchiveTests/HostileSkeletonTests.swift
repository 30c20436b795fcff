import ByteIO
import HelperProtocol
import KerasArchive
import Tensors
import TestSupport
import Testing

/// The helper makes the structure of a new file in the output itself; where it says that the weights go is written to.
@Suite("Places in a new file that a helper lies about")
struct HostileSkeletonTests {
    private static let two =
        "{\"path\":\"/a/x\",\"offset\":200,\"bytes\":8},{\"path\":\"/a/y\",\"offset\":208,\"bytes\":8}"

    private static func layout(
        _ answer: String, weights: [String] = ["x", "y"], size: Int = 1000, script: String? = nil
    ) throws -> Result<FileLayout, Fault> {
        let helper = try FakeHelper(
            script: script ?? "cat > /dev/null; head -c \(size) /dev/zero; cat \"${0%/*}/answer\" >&2")
        helper.write(answer)
        let shape = try #require(Shape([2]))
        let layout = KerasLayout(layers: [
            .init(name: "a", weights: weights.map { OutputTensor(name: $0, elementType: .float32, shape: shape) })
        ])
        let file = try AtomicFile.create(at: helper.outputPath, byteCount: 0, replacing: false)
        do throws(Fault) {
            return .success(try layout.write(into: file, helper: HDF5Helper(executable: helper.path)))
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "What cannot be true is refused before anything is written",
        arguments: [
            ("", "in JSON"), ("{}", "where the weights go"), ("[]", "where the weights go"),
            ("{\"fileSize\":1000,\"datasets\":[\(two)]} x", "in JSON"),
            ("{\"fileSize\":1000,\"datasets\":{}}", "where the weights go"),
            ("{\"fileSize\":1000,\"datasets\":[]}", "where the weights go"),
            ("{\"fileSize\":1000,\"datasets\":[\(two),\(two)]}", "where the weights go"),
            ("{\"fileSize\":\"1000\",\"datasets\":[\(two)]}", "where the weights go"),
            ("{\"fileSize\":1e3,\"datasets\":[\(two)]}", "where the weights go"),
            ("{\"fileSize\":-1,\"datasets\":[\(two)]}", "a file of -1 bytes"),
            ("{\"fileSize\":999,\"datasets\":[\(two)]}", "another size"),
            ("{\"fileSize\":9223372036854775807,\"datasets\":[\(two)]}", "another size"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "993"))]}", "where it cannot be"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "-8"))]}", "where weight 1 goes"),
            (
                "{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "9223372036854775807"))]}",
                "where it cannot be"
            ),
            (
                "{\"fileSize\":1000,\"datasets\":[\(two.replacing("\"bytes\":8", with: "\"bytes\":4"))]}",
                "where it cannot be"
            ),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("/a/y", with: "/a/x"))]}", "where it cannot be"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "204"))]}", "two weights in one place"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "200"))]}", "two weights in one place"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "0"))]}", "where the file begins"),
            ("{\"fileSize\":1000,\"datasets\":[\(two.replacing("208", with: "95"))]}", "where the file begins"),
        ])
    func lie(answer: String, reason: String) throws {
        guard case .failure(let fault) = try Self.layout(answer) else {
            Issue.record("the answer was believed")
            return
        }
        #expect(fault.code == .hdf5Answer)
        #expect(fault.reason.contains(reason), "\(fault)")
    }

    @Test(
        "A helper that dies before it has read what it is to make is a fault, and no end of this program",
        arguments: ["kill -9 $$", "exec <&-; kill -SEGV $$", "head -c 10 > /dev/null; kill -ABRT $$"])
    func unread(script: String) throws {
        // More than a pipe holds.
        let names = (0..<3_000).map { "a weight with a name of some length, number \($0)" }
        guard case .failure(let fault) = try Self.layout("", weights: names, script: script) else {
            Issue.record("it was believed")
            return
        }
        #expect(fault.code == .hdf5Crash)
    }

    @Test("A negative size of a file without weights is refused: it would be no number of bytes")
    func nothing() throws {
        guard case .failure(let fault) = try Self.layout("{\"fileSize\":-1,\"datasets\":[]}", weights: []) else {
            Issue.record("the answer was believed")
            return
        }
        #expect(fault.code == .hdf5Answer)
    }

    @Test("An answer that is true is believed")
    func truth() throws {
        let layout = try Self.layout("{\"fileSize\":1000,\"datasets\":[\(Self.two)]}").get()
        #expect(layout.byteCount == 1000)
        #expect(layout.offsets == ["a/x": 200, "a/y": 208])
    }
}
