import ByteIO
import Conversion
import Formats
import ModelSchema
import Tensors
import TestSupport
import Testing

/// Guard: a model that `verify` has read is taken for a conversion as it is only where the strict tolerance would find the
/// same, for every kind of damage, dialect and container × no class, the class's own name and other classes.
struct StrictCaseTests {
    /// What a conversion takes from a model.
    private struct Known: Equatable {
        let parameters: [String]
        let loaded: [String: String]
        let unmapped: [String]
        let source: ModelCase.ClassSource
        let problems: [Fault]
        let outputs: [String]
        let leftOut: [LeftOut]

        init(_ model: ModelCase) throws(Fault) {
            parameters = model.tree.parameters.map { "\($0.name) \($0.shape?.description ?? "?")" }
            loaded = Dictionary(
                model.loading.loaded.map { ($0.key.description, $0.value.name) },
                uniquingKeysWith: { first, _ in first })
            unmapped = model.binding.unmapped.map(\.name)
            source = model.classSource
            problems = model.problems
            let plan = try ConversionPlan(model, droppingUnmapped: false)
            outputs = plan.outputs.map {
                "\($0.tensor.name) \($0.tensor.shape) \($0.sources.map(\.name)) \($0.isTransposed)"
            }
            leftOut = plan.leftOut
        }
    }

    private enum Outcome: Equatable {
        case known(Known)
        case fault(Fault)

        init(_ model: () throws(Fault) -> ModelCase) {
            do throws(Fault) { self = .known(try Known(try model())) } catch { self = .fault(error) }
        }

        init?(ifAny model: () throws(Fault) -> ModelCase?) {
            do throws(Fault) {
                guard let model = try model() else { return nil }
                self = .known(try Known(model))
            } catch { self = .fault(error) }
        }
    }

    @Test("What was read once is what the strict tolerance finds", arguments: ["damage", "tensorflow-2.18.1"])
    func known(folder: String) throws {
        try Self.compare(folder, as: [])
    }

    @Test(
        "So it is under other classes, and for other models", .slow,
        arguments: ["damage", "gate", "loading", "relatives", "tensorflow-2.18.1", "transformers-4.44.2", "sentence"])
    func more(folder: String) throws {
        try Self.compare(folder, as: ["BertForTokenClassification", "RobertaForMaskedLM"])
    }

    /// - Parameter names: classes to take the models for, beside what they say and their own by name.
    private static func compare(_ folder: String, as names: [String]) throws {
        let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
        let library = try Library.newest()
        var settled = 0
        for path in ModelSearch(below: [Fixtures.path(folder)], library: library).models {
            guard let place = try? ModelPlace(path, library: library),
                let checkpoint = try? place.open(reader, .diagnostic),
                let examined = try? ModelCase(checkpoint, at: place, .diagnostic)
            else { continue }
            for className in [nil, examined.tree.modelClass.name] + names {
                guard let read = try? ModelCase(checkpoint, at: place, as: className, .diagnostic),
                    let short = Outcome(ifAny: { () throws(Fault) in try read.strict(as: className, ignoring: []) })
                else { continue }
                settled += 1
                let whole = Outcome { () throws(Fault) in
                    try ModelCase(checkpoint, at: place, as: className, .strict)
                }
                #expect(short == whole, "\(path) as \(className ?? "its class")")
            }
            #expect(try examined.strict(as: nil, ignoring: ["module."]) == nil)
        }
        #expect(settled > 10, "nothing is shown")
    }
}
