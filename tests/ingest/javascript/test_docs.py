"""The page about codecs names the limits there are."""

from pathlib import Path

from ingest.javascript import confine
from ingest.javascript.budget import OF_CODEC, OF_SENDER
from ingest.javascript.decoders import Decoders
from ingest.javascript.engine import Limits
from ingest.javascript.job import SOURCE_MAX_BYTES

PAGE = Path(__file__).resolve().parents[3] / "docs/codecs.md"


def test_the_page_about_codecs_names_the_limits_there_are() -> None:
    limits = Limits()
    rows = {
        cells[1].strip(): cells[2].strip()
        for cells in (line.split("|") for line in PAGE.read_text().splitlines())
        if len(cells) == 5
    }

    assert rows["file"] == f"{SOURCE_MAX_BYTES >> 10} KB"
    assert rows["loading"] == f"{limits.load_max_s:g} s of processor time"
    assert rows["one frame"] == f"{limits.call_max_s:g} s of processor time"
    assert rows["memory"] == f"{limits.memory_max_bytes >> 20} MB"
    assert rows["stack"] == f"{limits.stack_max_bytes >> 10} KB"
    assert rows["result"] == f"{limits.text_max} characters of JSON"
    assert rows["silence"] == f"{Decoders.SILENCE_MAX_S:g} s"
    assert (
        rows["wasted time"] == f"{OF_SENDER.burst_s:g} s a device, {OF_CODEC.burst_s:g} s a codec"
    )
    text = PAGE.read_text()
    assert f"a device gets back {OF_SENDER.share:.0%}".replace("%", " %") in text
    assert f"a codec {OF_CODEC.share:.0%}".replace("%", " %") in text
    assert f"{confine.ADDRESS_SPACE_MAX_BYTES >> 30} GB" in text
