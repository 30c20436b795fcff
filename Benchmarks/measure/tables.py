"""Markdown tables, printed as they grow and kept for the file of results."""

from textwrap import fill

from clock import median_seconds, ratios


class Report:
    def __init__(self):
        self.lines = []

    def add(self, *lines):
        for line in lines:
            # A row of a table cannot break.
            text = line if line.startswith("|") else fill(line, 120, break_long_words=False, break_on_hyphens=False)
            print(text, flush=True)
            self.lines.append(text)

    def section(self, title, *paragraphs):
        self.add("", f"## {title}", "")
        for paragraph in paragraphs:
            self.add(paragraph, "")

    def header(self, *columns):
        self.add("| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns))

    def row(self, *cells):
        self.add("| " + " | ".join(cells) + " |")


def milliseconds(takings):
    seconds = takings.seconds
    digits = 1 if max(seconds) < 0.1 else 0
    return (f"{1000 * median_seconds(takings):.{digits}f} ms ("
            f"{1000 * min(seconds):.{digits}f}–{1000 * max(seconds):.{digits}f})")


def ratio(ours, theirs):
    return "{:.2f} ({:.2f}–{:.2f})".format(*ratios(ours, theirs))


def mebibytes(takings):
    return f"{takings.peak / 1048576:.0f} MiB"
