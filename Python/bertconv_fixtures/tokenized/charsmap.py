"""Tables of characters as SentencePiece compiles them: a double-array trie (Darts-clone) and the texts after it."""

import struct
import unicodedata

from bertconv_fixtures.tokenized.texts import BLOCKS


def rules():
    """What NFKC changes, and what real models change besides; some keys begin with another key."""
    changed = {
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for first, last in BLOCKS for code in range(first, last + 1) if code % 3 == 0}
    made = {old: new for old, new in changed.items() if old != new}
    made |= {"e\u0301": "\u00e9", "e\u0301\u0316": "E", "\r\n": " ", "\u200d": "", "\u00ad": "", "\ufeff": ""}
    made |= dict.fromkeys("\t\n\xa0\u3000\u2003\x85\u2028", " ")
    return made | {"\u0e40\u0e01": "x", "\u0301": "", "½": "1/2", "ﬁ": "fi"}


def compiled(changes):
    """The bytes of the table."""
    texts, places = bytearray(), {}
    for new in changes.values():
        places.setdefault(new, len(texts))
        if places[new] == len(texts):
            texts += new.encode() + b"\0"
    root = {}
    for old, new in changes.items():
        node = root
        for byte in old.encode():
            node = node.setdefault(byte, {})
        node[None] = places[new]
    units, used = {0: 0}, set()

    def place(node, position, label):
        labels = [byte if byte is not None else 0 for byte in node]
        base = next(
            base for base in range(1, 1 << 20)
            if base not in used and all((position ^ base ^ one) not in units for one in labels))
        # The offset is what leads from the place of the unit to its children; it has 21 bits.
        used.add(base)
        units[position] = base << 10 | (0x100 if None in node else 0) | label
        for one in labels:
            units[position ^ base ^ one] = 0
        for byte, child in node.items():
            if byte is None:
                units[position ^ base] = 0x80000000 | child
        for byte, child in node.items():
            if byte is not None:
                place(child, position ^ base ^ byte, byte)

    place(root, 0, 0)
    size = (max(units) // 256 + 1) * 256
    trie = b"".join(struct.pack("<I", units.get(index, 0)) for index in range(size))
    return struct.pack("<I", len(trie)) + trie + bytes(texts)
