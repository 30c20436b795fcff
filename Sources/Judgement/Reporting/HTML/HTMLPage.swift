internal import ByteIO
internal import Verification

/// The beginning and the end of a page, and the picture of one model or of one comparison in it.
package enum HTMLPage {
    /// Bytes of a model, without the style sheet; and of its findings, as far as the map leaves room for them.
    private static let (modelLimit, itemsLimit, leastItems) = (89_000, 14_000, 2_500)
    private static let commandLimit = 800
    /// Bytes of each list that is shown on demand.
    private static let listLimit = 1_500
    /// Bytes of what one finding says, and how many subjects each sentence has.
    private static let (statementsLimit, subjectLimit) = (6_000, 6)

    /// A page with one picture.
    package static func page(_ picture: Picture, toolVersion: String) -> String {
        open(title: "\(picture.verdict) \(picture.subject)", shades(picture.map), patterns: false)
            + body(picture, prefix: "", heading: "h1") + close(toolVersion: toolVersion)
    }

    static func shades(_ map: ModelMap?) -> [Shade] {
        let used = map?.legend.map(\.shade) ?? []
        return used
            + (map?.tables.flatMap(\.parts).flatMap(\.bands).map(\.shade) ?? []).reduce(into: []) {
                if !used.contains($1), !$0.contains($1) { $0.append($1) }
            }
    }

    /// - Parameters:
    ///   - shades: those that occur.
    ///   - patterns: whether the page has small maps, which are SVG.
    static func open(title: String, _ shades: [Shade], patterns: Bool) -> String {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(HTMLStyle.scriptHash)'"
        let defs =
            patterns
            ? "<svg width=0 height=0 style=position:absolute aria-hidden=true><defs>"
                + shades.map(\.pattern).joined() + "</defs></svg>" : ""
        return """
            <!doctype html>
            <html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1">
            <meta http-equiv=Content-Security-Policy content="\(policy)">
            <title>\(HTMLText.text(title, limit: 120))</title>
            <style>\(HTMLStyle.css(shades, patterns: patterns))</style>
            <body>\(defs)

            """
    }

    static func close(toolVersion: String) -> String {
        """
        <footer><p>bertconv \(HTMLText.text(toolVersion)). A cell is a module: the square is its weight, the line \
        below it its bias. Point at a cell, or move to it with the tab and arrow keys, to read about it.</footer>
        <script>\(HTMLStyle.script)</script>

        """
    }

    /// The picture of one model.
    ///
    /// - Parameters:
    ///   - prefix: what its identifiers begin with.
    ///   - heading: the element of its title.
    static func body(_ picture: Picture, prefix: String, heading: String) -> String {
        let facts = picture.facts.map { HTMLText.text($0, bytes: 400) }.joined(separator: "<br>")
        let head = """
            <\(heading)><span class="v \(picture.tone.rawValue)">\(HTMLText.text(picture.verdict))</span>\
            \(HTMLText.code(picture.subject, limit: 200))</\(heading)>
            <p>\(HTMLText.text(picture.headline, bytes: 2_000)).</p>
            <p class=d>\(facts)</p>

            """
        let map = picture.map.map { HTMLMap($0, prefix: prefix).html } ?? ""
        let rest = commands(picture) + picture.lists.map(list).joined()
        let room = modelLimit - head.utf8.count - map.utf8.count - rest.utf8.count
        return head + map + items(picture, prefix: prefix, room: max(leastItems, min(itemsLimit, room))) + rest
    }

    private static func items(_ picture: Picture, prefix: String, room: Int) -> String {
        guard !picture.items.isEmpty else { return "" }
        var seen: Set<String> = []
        let blocks = picture.items.map { item in
            let isFirst = item.rule.map { seen.insert($0.number).inserted } ?? false
            return block(item, isFirst: isFirst, prefix: prefix)
        }
        let (text, left) = HTMLText.cut(blocks, to: room)
        return "<h3>\(picture.itemsTitle)</h3><ul class=f>\(text)</ul>" + more(left, "finding")
    }

    /// - Parameter isFirst: whether it is the first of its rule, which has the link to the page of the rule.
    private static func block(_ item: Picture.Item, isFirst: Bool, prefix: String) -> String {
        let label = HTMLText.text(item.label)
        let name = item.rule.map { "\($0.number) \($0.name)" } ?? ""
        let rule = item.rule.flatMap { isFirst ? "<a href=\"\($0.address)\">\(name)</a>" : name } ?? ""
        let statements = item.statements.map { statement in
            let subjects = statement.subjects.prefix(subjectLimit).map { HTMLText.code($0, limit: 120) }
            let left = statement.subjects.count - subjects.count
            return "<br>" + subjects.joined(separator: ", ") + (left > 0 ? " and \(Quantity.count(left)) more" : "")
                + " "
                + HTMLText.text(statement.message, limit: 400)
        }
        let (text, left) = HTMLText.cut(statements, to: statementsLimit)
        let helps = item.helps.prefix(2).map { "<br><span class=d>\(HTMLText.text($0, limit: 400))</span>" }
        return "<li class=\"\(label)\"" + (isFirst ? " id=\(prefix)\(item.rule?.number ?? "")" : "")
            + "><b>\(label)</b> \(rule)" + text
            + (left > 0 ? "<br>and \(Quantity.count(left)) more" : "") + helps.joined() + "\n"
    }

    private static func commands(_ picture: Picture) -> String {
        // A command that is cut short would do something else.
        picture.commands.filter { $0.command.utf8.count < commandLimit }.prefix(2).map { caption, command in
            "<p>\(HTMLText.text(caption))</p><pre>\(HTMLText.text(command))</pre>\n"
        }.joined()
    }

    private static func list(_ title: String, _ entries: [String]) -> String {
        let (text, left) = HTMLText.cut(entries.map { "<li>\(HTMLText.text($0, limit: 400))\n" }, to: listLimit)
        return "<details><summary>\(title) (\(Quantity.count(entries.count)))</summary><ul>\(text)</ul>"
            + more(left, "line") + "</details>\n"
    }

    static func more(_ count: Int, _ noun: String) -> String {
        count > 0 ? "<p class=d>\(Quantity.count(count, "more " + noun)) without room here.</p>" : ""
    }
}
