import TestSupport
import Testing

@Suite("Places where no output can go")
struct OutputPlaceTests {
    @Test("A file that exists is kept unless --force replaces it")
    func exists() {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        let output = folder.write("precious", to: "out.safetensors")
        expectRefused(input, in: folder, first: output + ":", saying: ["exists already", "--force"])
        let run = Tool.bertconv(["convert", input, output, "--force"])
        #expect(run.status == 0)
        #expect(bytes(ofFile: output) == TinyBert().savedFile)
        #expect(folder.names == ["config.json", "model.safetensors", "out.safetensors"])
    }

    @Test(
        "The input is never its own output, under whatever name, with --force or without",
        arguments: [[], ["--force"]])
    func outputIsInput(arguments: [String]) {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        #expect(Tool.run(["ln", input, folder.file("hard.safetensors")]).status == 0)
        #expect(Tool.run(["ln", "-s", "model.safetensors", folder.file("soft.safetensors")]).status == 0)
        for name in ["model.safetensors", "hard.safetensors", "soft.safetensors"] {
            expectRefused(
                input, in: folder, output: name, arguments: arguments, first: folder.file(name) + ":",
                saying: ["the output is the input itself", "never changes its input"])
        }
        expectRefused(
            folder.path, in: folder, output: folder.path + "/./model.safetensors", arguments: arguments,
            first: folder.path + "/./model.safetensors:", saying: ["the output is the input itself"])
    }

    @Test("A shard of the input is never the output")
    func outputIsShard() {
        let folder = TemporaryFolder()
        let model = TinyBert()
        _ = model.write(to: folder, as: "shard.safetensors")
        let places = model.names.map { "\"\($0)\": \"shard.safetensors\"" }.joined(separator: ", ")
        let index = folder.write("{\"weight_map\": {\(places)}}", to: "model.safetensors.index.json")
        expectRefused(
            index, in: folder, output: "shard.safetensors", arguments: ["--force"],
            first: folder.file("shard.safetensors") + ":", saying: ["the output is the input itself"])
    }

    @Test("A folder that is missing is not made", arguments: [[], ["--force"]])
    func folderMissing(arguments: [String]) {
        let folder = TemporaryFolder()
        expectRefused(
            TinyBert().write(to: folder), in: folder, output: "new/out.safetensors", arguments: arguments,
            first: folder.file("new/out.safetensors") + ":", saying: ["folder '\(folder.file("new"))' does not exist"])
    }

    @Test("A folder of the output's name is not written into", arguments: [[], ["--force"]])
    func outputIsFolder(arguments: [String]) {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        #expect(Tool.run(["mkdir", folder.file("out.safetensors")]).status == 0)
        expectRefused(
            input, in: folder, arguments: arguments, first: folder.file("out.safetensors") + ":",
            saying: ["is a folder, and a file is needed"])
    }

    @Test("A link is not replaced, whatever it leads to, and the remedy names that", arguments: [[], ["--force"]])
    func link(arguments: [String]) {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        _ = folder.write("old", to: "other.safetensors")
        for target in ["/dev/null", "other.safetensors", "nowhere"] {
            #expect(Tool.run(["ln", "-sfn", target, folder.file("out.safetensors")]).status == 0)
            let place = target.hasPrefix("/") ? target : folder.file(target)
            expectRefused(
                input, in: folder, arguments: arguments, first: folder.file("out.safetensors") + ":",
                saying: ["is a symbolic link to '\(place)'", "write to '\(place)' itself, or remove the link"])
            #expect(Tool.run(["readlink", folder.file("out.safetensors")]).output == target + "\n")
        }
    }

    @Test("A folder that nobody can write to is refused with what to check")
    func readOnlyFolder() {
        // In /sys not even root can make a file.
        let folder = TemporaryFolder()
        expectRefused(
            TinyBert().write(to: folder), in: folder, output: "/sys/out.safetensors", first: "/sys/out.safetensors:",
            saying: ["cannot create a file in /sys", "check the permissions"])
    }
}
