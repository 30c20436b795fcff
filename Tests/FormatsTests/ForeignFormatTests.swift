import ByteIO
import Formats
import TestSupport
import Testing

@Suite("Files that are often taken for checkpoints")
struct ForeignFormatTests {
    @Test(
        "Each is named for what it is, with what to do",
        arguments: [
            ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "git-lfs pointer", "git lfs pull"),
            ("<!DOCTYPE html><html>", "HTML page", "fetch the file again"),
            ("<!doctype HTML>", "HTML page", "fetch"), ("<HTML lang=en>", "HTML page", "fetch"),
            (" \r\n\t<html>", "HTML page", "fetch"), ("<?xml version=\"1.0\"?><Error/>", "HTML page", "fetch"),
            ("GGUF\u{3}", "GGUF file", "made from"),
        ])
    func texts(text: String, name: String, remedy: String) {
        let error = fault(detecting: Array(text.utf8))
        #expect(error?.code == .foreignFormat)
        #expect(error?.reason.contains(name) == true)
        #expect(error?.remedy?.contains(remedy) == true)
    }

    @Test("Archives are to be unpacked first")
    func archives() {
        var tar = [UInt8](repeating: 0, count: 512)
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        let archives: [([UInt8], String, String)] = [
            ([0x1F, 0x8B, 8, 0], "gzip archive", "gunzip"),
            ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "7z archive", "unpack"), (tar, "tar archive", "tar -xf"),
        ]
        for (bytes, name, remedy) in archives {
            let error = fault(detecting: bytes, named: "tf_model.h5")
            #expect(error?.code == .foreignFormat)
            #expect(error?.reason.contains(name) == true)
            #expect(error?.remedy?.contains(remedy) == true)
        }
    }

    @Test(
        "What only resembles one is not called so",
        arguments: ["version 2 of the weights", "<p>html</p>", "html", "GGU", "usta", "ustar at the beginning"])
    func nearMisses(text: String) {
        #expect(fault(detecting: Array(text.utf8))?.code == .unrecognisedFormat)
    }
}
