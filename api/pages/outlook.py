"""The next two hours of a site with their band, and what such forecasts scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analytics.answers import WHOLE_DAY, Indicator, Topic, topics
from analytics.catalogue.forecast import DE, EN, REASONS
from analytics.civil import from_ms
from analytics.forecasts import model
from analytics.forecasts.served import Told
from analytics.quarters import QUARTER_MS
from api.forecasting import Outlook, issued
from api.pages.card import Place
from api.pages.computed import about
from api.pages.figures_panel import counted_modes
from api.pages.gather import View
from api.pages.language import NO_VALUE
from api.pages.written import unit_of, write
from store.pool import Connection

WIDTH: Final = 480
HEIGHT: Final = 120
_MINUTES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookLine:
    """One horizon in words."""

    until: str
    value: str
    band: str
    score: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPanel:
    """A forecast in words; `band` and `line` are paths in a box of `width` times `height`.

    Parameters
    ----------
    withheld
        The reasons why some or all of it is not told, each once.
    """

    title: str
    unit: str
    issued: str
    lines: Sequence[OutlookLine]
    withheld: Sequence[str]
    band: str
    line: str
    reading_aid: str
    not_to_confuse: str
    width: int = WIDTH
    height: int = HEIGHT


async def outlook_panel(
    conn: Connection, place: Place, view: View, mode: str
) -> OutlookPanel | None:
    """Return the forecast of a site's occupancy, else of its volume; None where it has neither."""
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    if plan is None or place.at is None:
        return None
    offered = topics(plan)
    topic = Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY)
    if topic not in offered:
        modes = counted_modes(offered)
        topic = Topic(Indicator.VOLUME, mode if mode in modes else next(iter(modes), ""))
    if topic not in offered:
        return None
    asked = about(plan, topic)
    wanted = Outlook(asked=asked, moment=place.now, horizons=model.HORIZONS)
    found = await issued(wanted, conn)
    return _panel(found.told, topic, wanted, place)


def _panel(told: Sequence[Told], topic: Topic, wanted: Outlook, place: Place) -> OutlookPanel:
    language = place.language
    words = DE if language.tag == "de" else EN
    band, line = _paths(told)
    reasons = [one.reason for one in told if one.reason is not None]
    return OutlookPanel(
        title=language.say("forecast_of", what=language.say(_NAMES[topic.indicator])),
        unit=unit_of(topic, language),
        issued=language.moment(place.local(wanted.issued_at)),
        lines=[_line(one, topic, wanted, place) for one in told if one.reason is None],
        withheld=[REASONS[one][language.tag] for one in dict.fromkeys(reasons)],
        band=band,
        line=line,
        reading_aid=words.reading_aid,
        not_to_confuse=words.not_to_confuse,
    )


_NAMES: Final = {
    Indicator.OCCUPANCY: "indicator_occupancy:24h",
    Indicator.VOLUME: "indicator_volume",
}


def _line(one: Told, topic: Topic, wanted: Outlook, place: Place) -> OutlookLine:
    language = place.language
    end = from_ms((wanted.issue + one.horizon) * QUARTER_MS)
    value, low, high = (_rounded(number, topic) for number in (one.value, one.low, one.high))
    mase = None if one.score is None else one.score.mase.value
    return OutlookLine(
        until=language.clock(place.local(end)),
        value=write(value, topic, language),
        band=f"{write(low, topic, language)} – {write(high, topic, language)}",
        score=NO_VALUE if mase is None else language.number(mase, 2),
    )


def _rounded(value: float | None, topic: Topic) -> float | None:
    """Return a forecast count as a whole number: nobody counts a part of a vehicle."""
    if value is None or topic.indicator is Indicator.OCCUPANCY:
        return value
    return float(round(value))


def _paths(told: Sequence[Told]) -> tuple[str, str]:
    """Draw band and line; '' where fewer than two horizons are told."""
    known = [
        (one.horizon, one.value, one.low, one.high)
        for one in told
        if one.value is not None and one.low is not None and one.high is not None
    ]
    if len(known) < 2:
        return "", ""
    top = max(high for *_, high in known) or 1.0
    first, last = known[0][0], known[-1][0]

    def at(horizon: int, value: float) -> str:
        x = (horizon - first) * WIDTH / (last - first)
        return f"{x:.1f} {HEIGHT - 1 - value / top * (HEIGHT - 4):.1f}"

    upper = [at(horizon, high) for horizon, _, _, high in known]
    lower = [at(horizon, low) for horizon, _, low, _ in known]
    middle = [at(horizon, value) for horizon, value, _, _ in known]
    return f"M{'L'.join(upper)}L{'L'.join(reversed(lower))}Z", f"M{'L'.join(middle)}"
