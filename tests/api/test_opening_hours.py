"""Hours in which a car park is open: closed, it has no spaces, and no occupancy."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from store.inventory import facts
from tests.analytics.town import utc
from tests.api.parked import Street, car_park, street

pytestmark = pytest.mark.database
#: 40 of 100 spaces are free from 06:00 to 22:00, all of them at night.
SINCE, UNTIL = utc("2026-10-22 22:00"), utc("2026-10-26 23:00")
DAYS = {"site": "deck", "from": "2026-10-23", "to": "2026-10-27"}


@pytest.fixture
async def deck(database: str) -> AsyncIterator[Street]:
    async with street(database) as found:
        told = []
        for k in range((UNTIL - SINCE) // timedelta(minutes=30)):
            at = SINCE + k * timedelta(minutes=30)
            zone = 2 if at < utc("2026-10-25 01:00") else 1  # summer time ends on the 25th
            hour = (at.hour + zone) % 24
            told.append((at, 40.0 if 6 <= hour < 22 else 100.0))
        await car_park(found, "deck", told)
        yield found


async def open_at(deck: Street, hours: str, from_date: date) -> None:
    """Say when the deck is open, from a date on."""
    async with deck.town.owner.transaction():
        await facts.say(
            deck.town.owner,
            "deck",
            "opening_hours",
            hours,
            since=utc(f"{from_date - timedelta(days=1)} 22:00"),
            source="test",
        )
    await deck.derive()


async def occupancies(deck: Street, window: str) -> list[Any]:
    """Return the occupancy of 23 to 26 October, day by day."""
    return [
        row["value"] for row in (await deck.answer("occupancy", window=window, **DAYS))["values"]
    ]


async def test_closed_hours_are_in_no_occupancy_from_their_date_on(deck: Street) -> None:
    night = [pytest.approx(0.6 * 16 / day) for day in (24, 24, 25, 24)]
    assert await occupancies(deck, "24h") == night
    regulated = await occupancies(deck, "regulated")
    street_before = await deck.value("occupancy")

    await open_at(deck, "daily 06:00-22:00", date(2026, 10, 25))

    # The day of 25 hours is open for 16 of them like every other.
    assert await occupancies(deck, "24h") == [*night[:2], pytest.approx(0.6), pytest.approx(0.6)]
    assert await occupancies(deck, "regulated") == regulated
    assert await deck.value("occupancy") == street_before
    (row,) = (await deck.answer("occupancy", site="deck", window="24h", period="2026-10-25"))[
        "values"
    ]
    assert (row["coverage"], row["n_expected"]) == (1, 64)
    free = await deck.value("free_spaces", site="deck", period="2026-10-26")
    assert free["value"] == 40


async def test_a_day_on_which_it_never_opens_has_no_occupancy(deck: Street) -> None:
    await open_at(deck, "Mon-Sat 06:00-22:00", date(2026, 10, 20))
    friday, saturday, sunday, monday = await occupancies(deck, "24h")
    assert [friday, saturday, monday] == [pytest.approx(0.6)] * 3
    assert sunday is None
