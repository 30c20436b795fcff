/// How a part of a map looks, and what that means: a colour on light and on dark pages, and a hatching.
///
/// Meanings differ by their hatching as well as by their colour; those of one scale differ by how dark they are.
package struct Shade: Sendable, Hashable {
    /// The lines over the colour.
    enum Hatch: Sendable, Hashable {
        case none
        /// Parallel lines at each of these angles, in degrees; 0 is vertical.
        case lines([Int], width: Int, pitch: Int)
        case dots(pitch: Int)
        /// Small crosses.
        case crossed
    }

    /// The same colour on a light and on a dark page.
    struct Colour: Sendable, Hashable {
        let light: String
        let dark: String

        init(_ light: String, _ dark: String) {
            self.light = light
            self.dark = dark
        }
    }

    /// The name in a document, as a class and as a pattern.
    let code: String
    /// What it means, in the legend.
    package let title: String
    let fill: Colour
    let ink: Colour
    let hatch: Hatch
    /// The place in the legend: the larger, the worse.
    let rank: Int

    init(
        _ code: String, _ title: String, rank: Int, _ fill: Colour, ink: Colour = Colour("#000", "#fff"),
        _ hatch: Hatch = .none
    ) {
        self.code = code
        self.title = title
        self.rank = rank
        self.fill = fill
        self.ink = ink
        self.hatch = hatch
    }
}

extension Shade {
    /// The rule that fills an element of HTML.
    ///
    /// - Parameter isDark: whether the page is dark.
    func css(isDark: Bool) -> String {
        let (fill, ink) = isDark ? (fill.dark, ink.dark) : (fill.light, ink.light)
        let layers: [String] =
            switch hatch {
            case .none: []
            case .lines(let angles, let width, let pitch):
                angles.map { angle in
                    "repeating-linear-gradient(\(angle + 90)deg,\(ink) 0 \(width)px,transparent \(width)px \(pitch)px)"
                }
            case .dots(let pitch):
                ["radial-gradient(\(ink) 1px,transparent 1.3px)0 0/\(pitch)px \(pitch)px"]
            case .crossed:
                [45, -45].map { angle in
                    "linear-gradient(\(angle)deg,transparent 44%,\(ink) 44% 56%,transparent 56%)0 0/8px 8px"
                }
            }
        return ".\(code){background:\((layers + [fill]).joined(separator: ","))}"
    }

    /// The rules that fill a shape of SVG; ``pattern`` has what they name.
    func svgCSS(isDark: Bool) -> String {
        let (fill, ink) = isDark ? (fill.dark, ink.dark) : (fill.light, ink.light)
        if hatch == .none { return ".\(code){fill:\(fill)}" }
        let use = isDark ? "" : ".\(code){fill:url(#\(code))}"
        return use + ".\(code)f{fill:\(fill)}.\(code)i{stroke:\(ink)}"
    }

    /// The pattern of SVG with the hatching; empty if there is none.
    var pattern: String {
        func tile(_ size: Int, _ path: String, width: String, turned angle: Int = 0) -> String {
            "<pattern id=\"\(code)\" width=\"\(size)\" height=\"\(size)\" patternUnits=\"userSpaceOnUse\""
                + (angle == 0 ? "" : " patternTransform=\"rotate(\(angle))\"")
                + "><rect class=\"\(code)f\" width=\"\(size)\" height=\"\(size)\"/>"
                + "<path class=\"\(code)i\" stroke-width=\"\(width)\" d=\"\(path)\"/></pattern>"
        }
        switch hatch {
        case .none: return ""
        case .lines(let angles, let width, let pitch):
            // Two sets of lines are always at right angles to each other.
            let path = "M\(pitch / 2) 0V\(pitch)" + (angles.count > 1 ? "M0 \(pitch / 2)H\(pitch)" : "")
            return tile(pitch, path, width: "\(width)", turned: angles.first ?? 0)
        case .dots(let pitch): return tile(pitch, "M\(pitch / 2 - 1) \(pitch / 2)h2", width: "2")
        case .crossed: return tile(8, "M0 0L8 8M8 0L0 8", width: "1.3")
        }
    }
}
