extension Tokenizer {
    private var table: TokenTable { parts.model.table }

    /// The token with an id as the vocabulary spells it: `##ing`, `Ġthe`; nil: there is none.
    package func token(_ id: Int) -> String? {
        if let added = parts.added.last(where: { $0.id == id }) { return added.content }
        return table.token(id).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text of some tokens, without special ones: parts of words are joined.
    package func text(of ids: some Sequence<Int>) -> String {
        var text = ""
        var bytes: [UInt8] = []
        // The library writes these without a space before them.
        let closing = Array(".,!?".utf8)
        for id in ids {
            if let added = parts.added.last(where: { $0.id == id }) {
                text += String(decoding: bytes, as: UTF8.self)
                bytes = []
                if !added.isSpecial { text += isByteLevel || text.isEmpty ? added.content : " " + added.content }
                continue
            }
            guard let token = table.token(id) else { continue }
            switch parts.model {
            case .bytePairs:
                for scalar in String(decoding: token, as: UTF8.self).unicodeScalars {
                    if let byte = ByteLevel.byte(scalar) { bytes.append(byte) }
                }
            case .unigram:
                var part = String(decoding: token, as: UTF8.self).unicodeScalars.map { $0 == "▁" ? " " : $0 }
                if text.isEmpty, part.first == " " { part.removeFirst() }
                text.unicodeScalars.append(contentsOf: part)
            case .wordPiece(let model):
                let continues = !text.isEmpty && token.starts(with: model.prefix.bytes)
                let part = continues ? token.dropFirst(model.prefix.bytes.count) : token
                let hasSpace = !continues && !text.isEmpty && !closing.contains(token.first ?? 0)
                text += (hasSpace ? " " : "") + String(decoding: part, as: UTF8.self)
            }
        }
        return text + String(decoding: bytes, as: UTF8.self)
    }

    private var isByteLevel: Bool { if case .bytePairs = parts.model { true } else { false } }

    /// How the token that stands for a hidden word is written in a text: `[MASK]`, `<mask>`; nil: there is none.
    package var maskToken: String? { parts.special.content("mask_token") }
    package var maskID: Int? { id("mask_token") }
    package var padID: Int? { id("pad_token") }
    package var clsID: Int? { id("cls_token") }
    package var sepID: Int? { id("sep_token") }
    package var unkID: Int? { id("unk_token") }

    private func id(_ role: String) -> Int? {
        guard let token = parts.special.content(role) else { return nil }
        return parts.added.last { $0.content == token }?.id ?? table.id(of: token)
    }
}
