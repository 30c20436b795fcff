import ByteIO
import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC602 corrupt-archive, as verify shows it")
struct BC602Tests {
    @Test(
        "A file that is not what its format demands is one error, and nothing was checked",
        arguments: [
            ("empty-file", "format.empty"), ("truncated-safetensors", nil), ("truncated-archive", nil),
            ("lfs-pointer-safetensors", "format.foreign"), ("lfs-pointer-archive", "format.foreign"),
            ("index-broken", nil),
        ] as [(String, String?)])
    func unreadable(name: String, code: String?) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: name, depth)
            #expect(verified.findings.map(\.rule) == [.corruptArchive])
            let finding = verified.findings[0]
            #expect(finding.severity == .error)
            #expect(finding.subject.hasPrefix("model.safetensors") || finding.subject == "pytorch_model.bin")
            #expect(finding.file?.hasSuffix(finding.subject) == true)
            #expect(!finding.help.isEmpty)
            #expect(verified.uncheckedCodes.count == 1)
            #expect(verified.uncheckedCodes.first == finding.evidence["code"]?.string)
            if let code { #expect(verified.uncheckedCodes == [code]) }
            #expect(verified.result.examination == nil)
        }
    }

    @Test("The help says what to do about just this damage")
    func help() throws {
        #expect(try Verified(damage: "lfs-pointer-archive", .values).findings[0].help.contains("git lfs pull"))
        #expect(try Verified(damage: "truncated-safetensors", .values).findings[0].help.contains("again"))
    }

    @Test("One byte that is another is an error at its tensor, which was not checked; the others were")
    func flipped() throws {
        let verified = try Verified(damage: "flipped-byte", .values)
        #expect(verified.lines == ["BC602 error bert.encoder.layer.0.output.dense.bias"])
        #expect(verified.findings[0].message.contains("CRC-32"))
        #expect(verified.uncheckedCodes == ["file.checksum"])
        #expect(verified.result.examination?.values.checkedCount == 40)
    }

    @Test("Checksums are of the values: without them it is not seen")
    func headers() throws {
        let verified = try Verified(damage: "flipped-byte", .headers)
        #expect(verified.lines.isEmpty)
        #expect(verified.uncheckedCodes.isEmpty)
    }

    @Test("A file whose name says another format than it is cannot be checked: libraries go by the name")
    func misnamed() throws {
        let archive = try Verified(damage: "archive-named-safetensors", .values)
        #expect(archive.lines == ["BC602 error model.safetensors"])
        #expect(archive.uncheckedCodes == ["format.name-disagrees"])
        for name in ["pytorch_model.bin", "tf_model.h5"] {
            let folder = TemporaryFolder()
            _ = TinyBert().write(to: folder, as: name)
            let safetensors = try Verified(folder.path, .headers)
            #expect(safetensors.lines == ["BC602 error \(name)"])
            #expect(safetensors.findings.first?.help.contains("model.safetensors") == true)
            #expect(safetensors.uncheckedCodes == ["format.name-disagrees"])
        }
    }

    @Test("Any name with the right ending will do, and one that says nothing leaves it to the content")
    func nearMisses() throws {
        let folder = TemporaryFolder()
        #expect(try Verified(TinyBert().write(to: folder, as: "a.b.safetensors"), .values).lines.isEmpty)
        let path = folder.copy(Fixtures.path("damage/h5-healthy/tf_model.h5"), as: "weights")
        #expect(try Verified(path, .values).findings(of: .corruptArchive).isEmpty)
    }

    @Test("A file that is not there is not corrupt, and not checked either")
    func absent() throws {
        let verified = try Verified("/nowhere/model.safetensors", .values)
        #expect(verified.lines.isEmpty)
        #expect(verified.uncheckedCodes == ["file.missing"])
    }

    @Test(
        "A pickle that hides something is one error that names the tensor and what is done to it",
        arguments: [
            ("zip/entry-build-four-tensor", "BUILD"), ("legacy/entry-build-five-parameter", "BUILD"),
            ("zip/entry-attribute-data-decoy-parameter", "'data'"), ("legacy/entry-cast-int8", "torch.int8"),
            ("zip/entry-hooks-other-type", "backward_hooks"),
            ("legacy/in-attributes-attribute-real-decoy-typed", "'real'"),
        ])
    func hidden(name: String, construct: String) throws {
        let verified = try Verified(Fixtures.path("torch-hides/\(name).pt"))
        #expect(verified.findings.map(\.rule) == [.corruptArchive])
        #expect(verified.findings[0].message.contains(construct))
        #expect(verified.findings[0].message.contains("'classifier.weight'") || name.contains("in-attributes"))
        #expect(verified.uncheckedCodes == ["torch.altered"])
        #expect(verified.result.examination == nil)
    }

    @Test(
        "What a training program saves beside the model is named, and is no damage",
        arguments: [(["state", "param_groups"], "optimiser"), (["last_epoch", "_step_count"], "scheduler")])
    func trainingState(keys: [String], words: String) throws {
        let folder = TemporaryFolder()
        var pickle = PickleText()
        pickle.add("}(")
        for key in keys {
            pickle.text(key)
            pickle.add("}")
        }
        pickle.add("u.")
        let archive = ZipArchive.torch(pickle, storages: [])
        let verified = try Verified(folder.write(archive.bytes, to: "pytorch_model.bin"))
        #expect(verified.findings.isEmpty)
        #expect(verified.uncheckedCodes == ["torch.training-state"])
        #expect(verified.result.unchecked.first?.fault.reason.contains(words) == true)
    }

    @Test("Another program's file and TorchScript are named, and are neither damaged nor unsafe")
    func otherPrograms() throws {
        let folder = TemporaryFolder()
        var archive = ZipArchive.sound
        archive.records.append(ZipArchive.Record("archive/constants.pkl", [0x29, 0x2E]))
        for (file, code) in [
            (folder.write(archive.bytes, to: "traced.pt"), "torch.torchscript"),
            (folder.write([0x93] + Array("NUMPY\u{1}".utf8), to: "weights.npy"), "format.other-program"),
            (folder.write([0x0A, 0xE4, 2], to: "bert_model.ckpt.meta"), "format.other-program"),
        ] {
            let verified = try Verified(file)
            #expect(verified.findings.isEmpty)
            #expect(verified.uncheckedCodes == [code])
        }
    }
}
