/// The style sheet and the script of every page.
enum HTMLStyle {
    /// The whole style sheet.
    ///
    /// - Parameter patterns: whether there are small maps, which are SVG.
    static func css(_ shades: [Shade], patterns: Bool) -> String {
        func rules(isDark: Bool) -> String {
            shades.map { $0.css(isDark: isDark) }.joined()
                + (patterns ? shades.map { $0.svgCSS(isDark: isDark) }.joined() : "")
        }
        return layout + rules(isDark: false) + "@media(prefers-color-scheme:dark){"
            + ":root{--b:#0e1217;--t:#e3e7ec;--d:#98a3ae;--r:#2a313a;--c:#171c23;--a:#7cb8ff;--e:#ff8a80}"
            + rules(isDark: true) + "}"
    }

    private static let layout = """
        :root{color-scheme:light dark;--b:#fff;--t:#1a1e23;--d:#5a646e;--r:#dfe3e8;--c:#f5f7f9;--a:#0a58ca;\
        --e:#b3261e}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 7rem;background:var(--b);color:var(--t);\
        font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1,h2{font-size:1.25rem;line-height:1.3;margin:.2rem 0;font-weight:600}
        h2{font-size:1.1rem}
        h3{font-size:1rem;margin:1.6rem 0 .4rem}
        p{margin:.3rem 0}
        code,pre{font:.875em ui-monospace,monospace;unicode-bidi:isolate}
        pre{overflow-x:auto;background:var(--c);border:1px solid var(--r);border-radius:6px;padding:.6rem;\
        margin:.3rem 0}
        a{color:var(--a)}
        :focus-visible{outline:3px solid var(--a);outline-offset:1px}
        .v{display:inline-block;font-size:.8rem;font-weight:700;letter-spacing:.04em;border-radius:4px;\
        padding:.1rem .5rem;\
        color:#fff;background:#5a646e;margin-right:.5rem;white-space:nowrap;overflow-wrap:normal}
        .v.good{background:#1a7f37}
        .v.bad{background:#b3261e}
        .v.unclear{background:#8a5a00}
        .d,footer{color:var(--d);font-size:.875rem}
        section{border-top:1px solid var(--r);margin-top:2rem;padding-top:1rem}
        .x{overflow-x:auto;padding:4px;margin:1rem 0 .5rem}
        .x::-webkit-scrollbar{height:10px;background:var(--c)}
        .x::-webkit-scrollbar-thumb{background:var(--d);border-radius:5px}
        .x table{border-collapse:collapse}
        .x th{font:12px ui-monospace,monospace;text-align:right;padding:0 .6rem 0 0;white-space:nowrap;\
        min-width:14.5rem}
        .x td{padding:1px;font-size:11px;color:var(--d);text-align:center}
        .h th,.h td{padding-top:.8rem}
        .s th,.s td{padding-top:7px}
        .c{display:block;min-width:24px}
        .o .c{width:24px}
        .c i,.k i,.l i{display:block;height:17px;box-shadow:inset 0 0 0 1px #8886}
        .c i+i{height:6px;margin-top:1px}
        .k{display:flex;height:18px;min-width:22rem}
        .l i{display:inline-block;width:22px;height:15px;vertical-align:-2px;margin-right:.5rem}
        .w{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;margin:.6rem 4px}
        .o{display:flex;align-items:center;gap:.5rem;font:12px ui-monospace,monospace}
        .l{list-style:none;padding:0;margin:1rem 4px;display:grid;grid-template-columns:repeat(auto-fill,\
        minmax(min(17rem,100%),1fr));\
        gap:.2rem 1rem;font-size:.875rem}
        .c:hover::after,.c:focus::after,.k:hover::after,.k:focus::after{content:attr(aria-label);position:fixed;\
        left:0;right:0;\
        bottom:0;z-index:1;max-height:7rem;overflow:hidden;padding:.6rem 1rem;background:var(--c);color:var(--t);\
        border-top:2px solid var(--a);font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;text-align:left}
        .c:hover::after,.k:hover::after{z-index:2}
        .c:hover i,.k:hover i{filter:brightness(1.12)}
        .f{list-style:none;padding:0}
        .f>li{border-left:4px solid var(--r);padding:.1rem 0 .1rem .8rem;margin:.7rem 0}
        .f>.error{border-color:var(--e)}
        .f>.warning{border-color:#d9982b}
        .f>:target{background:var(--c)}
        .t{border-collapse:collapse;width:100%;font-size:.9rem}
        .t td,.t th{text-align:left;vertical-align:top;padding:.45rem .6rem .45rem 0;border-top:1px solid var(--r)}
        .m{display:block}
        details{margin:.5rem 0}
        ul{padding-left:1.2rem}
        @media(max-width:44rem){.t,.t tbody,.t tr,.t td{display:block}.t tr{border-top:1px solid var(--r);\
        padding:.5rem 0}\
        .t td{border:0;padding:.1rem 0;overflow-x:auto}.x th,.k{min-width:0}.c{min-width:14px}\
        .t th{display:none}}
        @media print{body{padding-bottom:0}}

        """

    /// Moves the focus between the cells of a map by the arrow keys; without it, the tab key does.
    static let script = """
        for (const box of document.querySelectorAll('.x')) {
          const rows = [...box.querySelectorAll('tr')]
            .map(row => [...row.querySelectorAll('td')].map(cell => cell.querySelector('a')))
            .filter(row => row.some(cell => cell));
          rows.flat().filter(cell => cell).forEach((cell, i) => cell.tabIndex = i ? -1 : 0);
          box.addEventListener('keydown', event => {
            const moves = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
            const [down, right] = moves[event.key] || [0, 0], from = event.target;
            let y = rows.findIndex(row => row.includes(from));
            if (y < 0 || !down && !right) return;
            event.preventDefault();
            let x = rows[y].indexOf(from), next;
            do {
              x += right;
              y += down;
              next = rows[y] && rows[y][down ? Math.min(x, rows[y].length - 1) : x];
            } while (!next && rows[y] && x >= 0 && x < rows[y].length);
            if (!next) return;
            from.tabIndex = -1;
            next.tabIndex = 0;
            next.focus();
          });
        }
        """

    /// The SHA-256 of the script, by which the page allows it and no other.
    static let scriptHash = "IMErEmPKetzY+gQNZorvESQdi0uDJ3x+Y/MSDsuDrFk="
}
