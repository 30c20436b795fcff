"""Texts of all scripts, drawn from `texts.json`; the tests in Swift draw the same ones."""

#: Blocks of Unicode as first and last code point. No surrogates.
BLOCKS = [
    (0x00, 0x7F), (0x80, 0xFF), (0x100, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F),
    (0x530, 0x58F), (0x590, 0x5FF), (0x600, 0x6FF), (0x700, 0x7FF), (0x800, 0x8FF), (0x900, 0x97F), (0x980, 0x9FF),
    (0xA00, 0xA7F), (0xA80, 0xAFF), (0xB00, 0xB7F), (0xB80, 0xBFF), (0xC00, 0xC7F), (0xC80, 0xCFF), (0xD00, 0xD7F),
    (0xD80, 0xDFF), (0xE00, 0xE7F), (0xE80, 0xEFF), (0xF00, 0xFFF), (0x1000, 0x109F), (0x10A0, 0x10FF),
    (0x1100, 0x11FF), (0x1200, 0x139F), (0x13A0, 0x13FF), (0x1400, 0x167F), (0x1680, 0x16FF), (0x1700, 0x17FF),
    (0x1800, 0x18FF), (0x1900, 0x1AFF), (0x1B00, 0x1CFF), (0x1D00, 0x1DFF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),
    (0x2000, 0x206F), (0x2070, 0x20FF), (0x2100, 0x21FF), (0x2200, 0x23FF), (0x2400, 0x27BF), (0x27C0, 0x2BFF),
    (0x2C00, 0x2DFF), (0x2E00, 0x2FDF), (0x3000, 0x303F), (0x3040, 0x30FF), (0x3100, 0x33FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xA000, 0xA63F), (0xA640, 0xA7FF), (0xA800, 0xABFF), (0xAC00, 0xD7AF), (0xD7B0, 0xD7FF),
    (0xE000, 0xE0FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF), (0xFF00, 0xFFFF), (0x10000, 0x107FF),
    (0x10800, 0x10FFF), (0x11000, 0x115FF), (0x11600, 0x11FFF), (0x12000, 0x123FF), (0x13000, 0x1345F),
    (0x16800, 0x16FFF), (0x1B000, 0x1B2FF), (0x1D000, 0x1D7FF), (0x1E000, 0x1EEFF), (0x1F000, 0x1FAFF),
    (0x20000, 0x200FF), (0x2B700, 0x2B9FF), (0x2F800, 0x2FA1F), (0xE0000, 0xE01EF), (0xF0000, 0xF00FF),
]

#: Words, with everything that a step treats in its own way.
WORDS = (
    "the of and to in is that it was for on are as with his they be at one have this from or had by word but not what "
    "all were we when your can said there use an each which she do how their if This Example hello Hello HELLO Don't "
    "I'll we've they're it's he'd I'm y'all rock'n'roll naïve café CAFÉ résumé Über Straße ΣΊΣΥΦΟΣ σίσυφος İstanbul "
    "ıspanak ĳssel ﬁnance ǅ Привет мир שָׁלוֹם עולם مرحبا بالعالم नमस्ते दुनिया สวัสดีชาวโลก 你好世界 こんにちは "
    "がぎぐ カタカナ 안녕하세요 Tiếng Việt Ελληνικά éclair Ångström 3.14 1,000 $5 50% C++ a_b foo@bar.com "
    "https://x.org/?q=1 ½ ² ① Ⅷ 🙂 👩‍👩‍👧 🇩🇪 👍🏽 ❤️ ... -- — … “q” ‘s’ «g» ¿qué? unaffable "
    "[MASK] [CLS] [SEP] [UNK] [PAD] <mask> <s> </s> <pad> <unk> [mask] <MASK> |||IP||| right ab"
).split(" ")

#: What goes between words; most of them are of no width.
SEPARATORS = [
    " ", " ", " ", " ", "  ", "   ", "    ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u3000", "\u2003", "\u0085",
    "\u2028", "", "", ".", ",", "'", "!", "-", "\u200b", "\u200d", "\u200e", "\u202e", "\ufeff", "\ufffd", "\u00ad",
    "\u0301", "\u0316",
]

COUNT = 10_000


class Numbers:
    """Numbers that look random: Knuth's MMIX generator, of which the upper half is used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 32) % bound


def text(numbers):
    """One text: words, characters of one block, characters of any block, and what goes between."""
    own = BLOCKS[numbers.below(len(BLOCKS))]
    kind = numbers.below(4)
    parts = []
    for _ in range(1 + numbers.below(16)):
        choice = numbers.below(4)
        if choice == 0:
            parts.append(SEPARATORS[numbers.below(len(SEPARATORS))])
        elif kind < 2:
            first, last = BLOCKS[numbers.below(len(BLOCKS))] if choice == 1 else own
            parts.append(chr(first + numbers.below(last - first + 1)))
        else:
            parts.append(WORDS[numbers.below(len(WORDS))])
            if choice > 1:
                parts.append(" ")
    return "".join(parts)


def texts():
    numbers = Numbers(20)
    return [text(numbers) for _ in range(COUNT)]
