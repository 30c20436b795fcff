"""docs/tutorial.md shows what the program prints."""

from bertconv_interop import transcripts


def test_the_transcripts():
    """`python -m bertconv_interop.transcripts` writes them anew."""
    page = transcripts.PAGE.read_text()
    shown = transcripts.BLOCK.findall(page)
    assert len(shown) > 5 and sum(len(transcripts.commands(block)) for block in shown) > 10
    for printed, block in zip(transcripts.run(page), shown):
        assert printed == block
