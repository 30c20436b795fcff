import TestSupport
import Testing

@testable import Remote

/// Buckets are listed page by page, and requests are signed when there are credentials.
@Suite("Models in a bucket")
struct BucketTests {
    private static func settings(_ hub: Hub) -> [String] {
        ["AWS_ENDPOINT_URL=\(hub.server)", "AWS_ACCESS_KEY_ID=name", "AWS_SECRET_ACCESS_KEY=geheim"]
    }

    @Test("A folder and an object of a bucket are read as those of this machine", arguments: [true, false])
    func read(isSigned: Bool) throws {
        let hub = try Hub()
        hub.writeTiny()
        for name in ["a & b.txt", "c.txt", "d.txt", "e.txt"] { _ = hub.folder.write("x", to: "org/tiny/\(name)") }
        let environment = isSigned ? Self.settings(hub) : [Self.settings(hub)[0]]
        let run = hub.bertconv("diff", "s3://org/tiny", hub.model(), "--weights-only", environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        let file = hub.bertconv(
            "verify", "s3://org/tiny/model.safetensors", "--headers-only", environment: environment)
        #expect(file.status == 0, "\(file.output)")
        let requests = try hub.requests()
        #expect(requests.filter { $0.path == "/org" }.count >= 4)
        for request in requests { #expect(request.scheme == (isSigned ? "AWS4-HMAC-SHA256" : "None")) }
    }

    @Test("A bucket of another region, and one without the object, say what to do")
    func refused() throws {
        let elsewhere = try Hub("elsewhere")
        let moved = elsewhere.bertconv("inspect", "s3://org/tiny", environment: Self.settings(elsewhere))
        #expect(moved.status == 2)
        #expect(moved.errors.contains("set AWS_REGION to eu-west-3"))
        let hub = try Hub()
        hub.writeTiny()
        let absent = hub.bertconv("inspect", "s3://org/none/x.bin", environment: Self.settings(hub))
        #expect(absent.status == 2)
        #expect(absent.errors.contains("has no such object and nothing below it"))
        #expect(!(moved.errors + absent.errors).contains("geheim"))
    }

    @Test(
        "A list that is none is refused",
        arguments: [
            "", "{}", "<html></html>", "<ListBucketResult>", "<ListBucketResult></Contents></ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><ListBucketResult></ListBucketResult>",
            "<ListBucketResult><Contents><Key>&a;</Key><Size>1</Size></Contents></ListBucketResult>",
        ])
    func noListing(text: String) {
        #expect(throws: (any Error).self) { try BucketListing(Array(text.utf8)) }
    }

    @Test("Keys are read with their entities")
    func entities() throws {
        let text = """
            <?xml version="1.0"?><ListBucketResult a="b"><Name/><Contents><Key>a&amp;b&#x2f;c&#33;</Key><Size>7</Size>
            </Contents></ListBucketResult>
            """
        let listing = try BucketListing(Array(text.utf8))
        #expect(listing.objects.map(\.key) == ["a&b/c!"])
        #expect(listing.objects.map(\.byteCount) == [7])
        #expect(listing.continuation == nil)
    }
}
