"""What no fact can be is refused in words, over HTTP and by command."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.registry.test_api import ROOT, client, sent
from tests.registry.town import Terminal

pytestmark = pytest.mark.database

__all__ = ["client"]
RING = {"id": "ring", "name": "Ring", "kind": "car_park"}


@pytest.mark.parametrize("kind", ["capacity", "lanes"])
@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN"])
async def test_a_number_that_is_none_is_refused(
    client: httpx2.AsyncClient, kind: str, number: str
) -> None:
    await sent(client, "sites", RING, code=201)

    answer = await client.post(
        f"{ROOT}/sites/ring/facts",
        content=f'{{"kind": "{kind}", "value": {number}}}',
        headers={"content-type": "application/json"},
    )

    assert 400 <= answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    "said", [{"from_date": "0001-01-01"}, {"to_date": "9999-12-31"}, {"from_date": "9999-12-31"}]
)
async def test_a_date_of_another_age_is_refused(
    client: httpx2.AsyncClient, said: dict[str, Any]
) -> None:
    for number, zone in enumerate(("Europe/Berlin", "America/New_York")):
        site = {"id": f"ring-{number}", "name": f"Ring {number}", "time_zone": zone}
        await sent(client, "sites", RING | site, code=201)
        fact = {"kind": "capacity", "value": 100}

        told = await sent(client, f"sites/ring-{number}/facts", fact | said, code=409)

        assert "1900 to 2299" in told["detail"]
        gone = {"kind": "capacity", "from_date": "0001-01-01"}
        answer = await client.delete(f"{ROOT}/sites/ring-{number}/facts", params=gone)
        assert answer.status_code == 409


def test_a_day_that_begins_with_a_change_of_the_clock_is_one_beginning(terminal: Terminal) -> None:
    """On the Azores the clock goes forward at midnight; the 29th of March 2026 begins at one."""
    terminal.run("site", "add", "Horta", "--kind", "car_park", "--time-zone", "Atlantic/Azores")
    day = ("--from", "2026-03-29")
    for spaces in ("100", "110"):
        terminal.run("site", "fact", "horta", "capacity", spaces, *day)
    for hours in ("Mo-Fr 08-20", "Mo-Sa 08-20"):
        terminal.run("close", "horta", "--regulated", hours, *day)

    told = terminal.json("site", "fact", "horta")
    assert [one["value"] for one in told] == [110, "Mo-Sa 08-20"]
    assert {one["since"] for one in told} == {datetime(2026, 3, 29, 1, tzinfo=UTC).isoformat()}
    terminal.run("site", "fact", "horta", "capacity", "--withdraw", *day)
    assert [one["value"] for one in terminal.json("site", "fact", "horta")] == ["Mo-Sa 08-20"]
