internal import ByteIO
internal import JSONText

extension StoredTokenizer {
    /// - Throws: ``Fault`` `tokenizer.kind`, `tokenizer.member`.
    func template() throws(Fault) -> Template {
        let adding = try processors().filter { $0.object["type"]?.string != "ByteLevel" }
        guard let processor = adding.first else { return .none }
        let type = try processor.string("type")
        switch type {
        case "TemplateProcessing":
            return Template(
                single: try Self.steps(processor, "single"), pair: try Self.steps(processor, "pair"))
        case "BertProcessing":
            let (cls, sep) = (try Self.id(processor, "cls"), try Self.id(processor, "sep"))
            return Template(
                single: [.special(cls, type: 0), .text(0, type: 0), .special(sep, type: 0)],
                pair: [
                    .special(cls, type: 0), .text(0, type: 0), .special(sep, type: 0), .text(1, type: 1),
                    .special(sep, type: 1),
                ])
        case "RobertaProcessing":
            let (cls, sep) = (try Self.id(processor, "cls"), try Self.id(processor, "sep"))
            return Template(
                single: [.special(cls, type: 0), .text(0, type: 0), .special(sep, type: 0)],
                pair: [
                    .special(cls, type: 0), .text(0, type: 0), .special(sep, type: 0), .special(sep, type: 0),
                    .text(1, type: 0), .special(sep, type: 0),
                ])
        default: throw processor.unknownKind(type)
        }
    }

    /// Whether the offsets of tokens leave out white space.
    func trimsOffsets() throws(Fault) -> Bool {
        for processor in try processors() where try processor.string("type") != "TemplateProcessing" {
            if processor.value("trim_offsets") != nil { return try processor.bool("trim_offsets", unless: true) }
        }
        return false
    }

    private func processors() throws(Fault) -> [Members] {
        guard file.value("post_processor") != nil else { return [] }
        let processor = try file.members("post_processor")
        guard try processor.string("type") == "Sequence" else { return [processor] }
        let list = try processor.list("processors")
        // Two that add tokens would each add theirs.
        guard list.count(where: { $0.object["type"]?.string != "ByteLevel" }) <= 1 else {
            throw processor.fault("processors", "has several that add tokens")
        }
        return list
    }

    /// The number of a pair: `["[SEP]", 102]`.
    private static func id(_ processor: Members, _ name: String) throws(Fault) -> Int {
        guard let id = try processor.array(name).last?.integer else { throw processor.fault(name, "has no number") }
        return id
    }

    private static func steps(_ processor: Members, _ name: String) throws(Fault) -> [Template.Step] {
        var steps: [Template.Step] = []
        for step in try processor.list(name) {
            if step.value("Sequence") != nil {
                let text = try step.members("Sequence")
                let which = try text.string("id")
                guard which == "A" || which == "B" else { throw text.fault("id", "is '\(which)', expected A or B") }
                steps.append(.text(which == "A" ? 0 : 1, type: try text.integer("type_id")))
                continue
            }
            let token = try step.members("SpecialToken")
            let (content, type) = (try token.string("id"), try token.integer("type_id"))
            let known = try processor.members("special_tokens").members(content)
            for id in try known.array("ids") {
                guard let id = id.integer else { throw known.fault("ids", "has something that is no number") }
                steps.append(.special(id, type: type))
            }
        }
        guard name == "pair" || !steps.contains(where: { if case .text(1, _) = $0 { true } else { false } }) else {
            throw processor.fault(name, "has a second text")
        }
        return steps
    }
}
