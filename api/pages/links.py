"""Where a site's page leads: other periods, other pages of the table, and the API behind it."""

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from analytics.catalogue import CATALOGUE
from api.pages.card import Place
from api.pages.wanted import AUTO, DAY, Wanted

ROWS_MAX: Final = 24
_PERIODS: Final = (("last_day", 1), ("last_week", 7), ("last_month", 28), ("last_year", 365))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with its word."""

    address: str
    word: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Which rows of the table are shown, and where the others are."""

    first: int
    said: str
    before: str | None
    after: str | None


def address(place: Place, wanted: Wanted, move_days: int = 0) -> str:
    """Return the address of a view, moved by some days."""
    moved = replace(
        wanted, first=wanted.first + move_days * DAY, last=wanted.last + move_days * DAY, page=0
    )
    path = place.language.address(f"/sites/{place.site.id}")
    return f"{path}?{moved.query()}#series"


def periods(place: Place, wanted: Wanted) -> list[Link]:
    """Return the usual periods, each ending where the shown one does."""
    return [
        Link(
            word=place.language.say(word),
            address=address(
                place, replace(wanted, first=wanted.last - (days - 1) * DAY, bucket=AUTO)
            ),
            current=wanted.days == days,
        )
        for word, days in _PERIODS
    ]


def pager(place: Place, wanted: Wanted, count: int) -> Pager:
    """Return which rows of `count` are shown, and where the others are."""
    pages = max(-(-count // ROWS_MAX), 1)
    page = min(wanted.page, pages - 1)
    number = place.language.number
    path = place.language.address(f"/sites/{place.site.id}")

    def to(other: int) -> str | None:
        if not 0 <= other < pages:
            return None
        return f"{path}?{replace(wanted, page=other).query()}#values-table"

    return Pager(
        first=page * ROWS_MAX,
        said=place.language.say(
            "values_of",
            first=number(min(page * ROWS_MAX + 1, count)),
            last=number(min((page + 1) * ROWS_MAX, count)),
            n=number(count),
        ),
        before=to(page - 1),
        after=to(page + 1),
    )


def interfaces(place: Place, wanted: Wanted) -> dict[str, str]:
    """Return where the API answers the same, as JSON and as files."""
    topic = wanted.topic
    path = f"/api/v1/sites/{place.site.id}/indicators/{topic.indicator.value}"
    parameters = CATALOGUE[topic.indicator].parameters
    kept = {
        "mode": topic.mode,
        "direction": topic.direction,
        "window": topic.variant,
    }
    fixed = urlencode({name: kept[name] for name in kept if kept[name] and name in parameters})
    window = urlencode(
        {
            "from": wanted.first.isoformat(),
            "to": (wanted.last + DAY).isoformat(),
            "bucket": wanted.resolved.value,
        }
    )
    whole = f"{path}?{fixed}&{window}" if fixed else f"{path}?{window}"
    return {
        "address": f"{path}?{fixed}" if fixed else path,
        "json": whole,
        "csv": f"{whole}&format=csv",
        "csv_de": f"{whole}&format=csv-de",
    }
