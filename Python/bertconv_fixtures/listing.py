"""Lists of cases in the READMEs of testdata/, in lines of at most 118 columns."""

from textwrap import fill


def paragraphs(text):
    """Text whose paragraphs and lists are wrapped."""
    return "\n\n".join(map(paragraph, text.strip().split("\n\n")))


def paragraph(text):
    """A heading, a paragraph, or a list."""
    if not text.startswith("- "):
        return wrapped(text)
    return "\n".join(wrapped("- " + item, "  ") for item in text.removeprefix("- ").split("\n- "))


def entry(name, what, *facts):
    """One case: its name and what it is, then a line for each fact."""
    lines = [wrapped(f"- `{name}`: {what}", "  ")]
    return "\n".join(lines + [wrapped(f"  - {fact}", "    ") for fact in facts])


def wrapped(text, indent=""):
    """Text in lines of at most 118 columns, of which all but the first are indented."""
    start = text[:len(text) - len(text.lstrip())]
    words = " ".join(text.split())
    return fill(words, 118, initial_indent=start, subsequent_indent=indent, break_long_words=False,
                break_on_hyphens=False)
