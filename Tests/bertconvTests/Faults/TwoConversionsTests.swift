import Glibc
import TestSupport
import Testing

/// Two programs make the same output at the same time, slowed down so that they overlap in everything.
@Suite("Two conversions to one output", .enabled(if: FaultShim.isThere, "needs clang"))
struct TwoConversionsTests {
    private static let kinds: [FaultScenario.Kind] = [.file, .fileReplaced, .shards, .shardsReplaced, .folder]

    @Test(
        "Each ends well or says that the other was first, and what is there is one of the two, whole", .slow,
        arguments: kinds, [false, true])
    func same(kind: FaultScenario.Kind, hasNoNameless: Bool) throws {
        let first = try FaultScenario(kind, hasNoNameless: hasNoNameless)
        // The other has other weights and the same names.
        let other = TemporaryFolder()
        var model = TinyBert("BertModel", layers: 0)
        for tensor in model.tensors.reversed() {
            model.remove(tensor.name)
            model.tensors.append(
                StoredTensor(tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes.reversed()))
        }
        _ = model.write(to: other)
        let arguments = first.arguments.map { argument in
            argument == first.folder.file("model.safetensors")
                ? other.file("model.safetensors") : argument == first.folder.path ? other.path : argument
        }
        first.folder.restore(first.before)
        let alone = Tool.bertconv(arguments)
        try #require(alone.status == 0, "\(alone.errors)")
        let otherAfter = first.folder.tree
        try #require((otherAfter != first.after) as Bool)
        var slow = InjectedFault(delay: 500)
        slow.hasNoNameless = hasNoNameless
        var wins = [0, 0]
        for attempt in 0..<8 {
            first.folder.restore(first.before)
            let environment = slow.environment(counter: "/dev/null")
            let pair = [first.arguments, arguments].compactMap {
                let child = Child([Tool.path("bertconv")] + $0, environment: environment)
                usleep(UInt32(attempt % 4) * 700)
                return child
            }
            let ends = pair.map { $0.wait() }
            for end in ends {
                #expect(
                    end.status == 0 || end.status == 2 && end.errors.contains("exists already"),
                    "\(kind): \(end.status) \(end.errors)")
            }
            #expect(ends.contains { $0.status == 0 }, "\(kind)")
            let tree = first.folder.tree
            let isFirst = (tree == first.after) as Bool
            let isOther = (tree == otherAfter) as Bool
            #expect(isFirst || isOther, "\(kind): \(tree.keys.sorted())")
            wins[isFirst ? 0 : 1] += 1
            if !kind.rawValue.hasSuffix("Replaced") { #expect(ends.count { $0.status == 0 } == 1, "\(kind)") }
        }
        #expect(wins[0] + wins[1] == 8)
    }
}
