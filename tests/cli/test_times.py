"""Every command that prints a time of day says whose: `Z`, a heading with UTC, or an offset."""

import re
from pathlib import Path

import cli

FOLDER = Path(cli.__file__).parent
CLOCK = re.compile(r"%H(?::%M)?(?::%S)?(?!:?%|Z|\}Z|\+)[^\n]*")
#: These say it beside the time: a heading with "UTC", what somebody types, what a cell holds.
ELSEWHERE = {"import_console.py", "proof/stored.py", "registry/sheet/dates.py"}


def test_every_printed_time_says_that_it_is_utc() -> None:
    found = {
        path.relative_to(FOLDER).as_posix(): hit[0]
        for path in sorted(FOLDER.rglob("*.py"))
        if (hit := CLOCK.search(path.read_text()))
    }

    assert {name: hit for name, hit in found.items() if name not in ELSEWHERE} == {}
    assert set(found) >= ELSEWHERE
