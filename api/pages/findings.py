"""What the tests of data quality have found at a site, in words, and decisions about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from analytics.civil import day_start_ms, from_ms
from api.pages.card import Place
from api.pages.direction import direction_word
from api.pages.language import Language
from api.pages.wanted import DAY
from devices.properties import Direction
from store import findings
from store.findings import Decision, Finding
from store.inventory import authorship
from store.inventory.errors import UnknownError
from store.pages import NewestValue
from store.pool import Connection

SHOWN_MAX: Final = 12
EVERY_MAX: Final = 500
READ_MAX: Final = 2_000
DECIDED: Final = "decided"  #: parameter of the page: the finding decided about a moment ago
#: What a person can say, and what becomes of the finding.
DECISIONS: Final[Mapping[str, Decision]] = {
    "confirm": "confirmed",
    "real": "real",
    "dismiss": "dismissed",
    "reopen": "open",
}
_EXPLAINED: Final = 1  #: flag of what doubts no value


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding in words, or the same finding of several datastreams at one time.

    Parameters
    ----------
    keys
        Of each; one decision is about all of them.
    decisions
        What can be said of it now, with its words.
    decided
        Whether somebody has just decided about it.
    """

    keys: Sequence[str]
    sentence: str
    span: str
    about: str
    state: str
    open: bool
    decided: bool
    decisions: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPanel:
    """The findings of a window, the newest first.

    Parameters
    ----------
    checked, looked
        Whether, and up to when the tests have looked, or that they have not yet.
    marks
        Begin, end, sentence of each for the chart.
    """

    lines: Sequence[FindingLine]
    more: str
    address: str
    open: int
    checked: bool
    looked: str
    marks: Sequence[tuple[int, int, str]]


async def findings_panel(
    conn: Connection,
    place: Place,
    window: tuple[date, date],
    *,
    public_only: bool,
    every: bool = False,
    decided: str = "",
) -> FindingsPanel:
    """Return what was found at a site in local days, both inclusive.

    Parameters
    ----------
    every
        All of it, and not the first `SHOWN_MAX` only.
    decided
        The finding decided about a moment ago: it stands first, or nobody would see what became.
    """
    first, last = window
    found = await findings.read(
        conn,
        site=place.site.id,
        since=from_ms(day_start_ms(first, place.zone)),
        until=from_ms(day_start_ms(last + DAY, place.zone)),
        limit=READ_MAX,
        public_only=public_only,
    )
    looked = await findings.looked(conn, place.site.id)
    # What waits for a decision first, then the newest.
    ordered = sorted(
        found,
        key=lambda one: (one.id != decided, one.state != "open", -one.begin_at.timestamp()),
    )
    language = place.language
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for one in ordered:
        same = (one.test, one.begin_at, one.end_at, one.state, _said(one, language))
        alike.setdefault(same, []).append(one)
    most = EVERY_MAX if every else SHOWN_MAX
    more = len(alike) - most
    return FindingsPanel(
        lines=[_line(some, place, decided) for some in [*alike.values()][:most]],
        more=language.say("findings_more", n=language.number(more)) if more > 0 else "",
        address=f"/api/v1/quality?site={place.site.id}&from={first}&to={last + DAY}",
        open=sum(some[0].state == "open" for some in alike.values()),
        checked=looked is not None,
        looked=_looked(looked, place),
        marks=[
            (int(one.begin_at.timestamp()), int(one.end_at.timestamp()), _said(one, language))
            for one in found
            if one.state != "dismissed"
        ],
    )


def _looked(through: datetime | None, place: Place) -> str:
    """Say up to when the tests have looked: what nobody looked at is not in order."""
    if through is None:
        return place.language.say("findings_unchecked")
    return place.language.say("findings_looked", at=place.language.moment(place.local(through)))


async def decide(
    conn: Connection,
    keys: Sequence[str],
    decision: Decision,
    *,
    site: str,
    who: str,
    why: str,
    now: datetime,
) -> None:
    """Decide about findings of a site, in one signed transaction.

    Raises
    ------
    UnknownError
        The site has no such finding.
    RegistryError
        It is so already, or there is nothing to decide.
    """
    async with conn.transaction():
        await authorship.sign_for_reader(conn, who=who, why=why)
        for key in keys:
            said = await findings.decide(conn, key, decision, why=why, now=now)
            if said["site"] != site:
                raise UnknownError(f"{site} has no finding {key[:40]!r}")


def _line(some: Sequence[Finding], place: Place, decided: str) -> FindingLine:
    one, language = some[0], place.language
    abouts = dict.fromkeys(about for said in some if (about := _about(said, place)))
    begin, end = (place.local(at) for at in (one.begin_at, one.end_at))
    return FindingLine(
        keys=[said.id for said in some],
        sentence=_said(one, language),
        span=f"{language.moment(begin)} – {language.moment(end)}",
        about="; ".join(abouts),
        state=language.say(f"finding_{one.state}"),
        open=one.state == "open",
        decided=decided in {said.id for said in some},
        decisions=[(word, language.say(f"decide_{word}")) for word in _possible(one)],
    )


def _possible(one: Finding) -> list[str]:
    if one.state != "open":
        return ["reopen"]
    return ["dismiss"] if one.flag == _EXPLAINED else ["confirm", "real", "dismiss"]


def _said(one: Finding, language: Language) -> str:
    return one.message_de if language.tag == "de" else one.message_en


def _about(one: Finding, place: Place) -> str:
    """Say which of the site's datastreams it is about; '' where there is only one."""
    value = next((v for v in place.values if v.datastream == one.datastream), None)
    return "" if value is None or len(place.values) == 1 else about(value, place)


def about(value: NewestValue, place: Place) -> str:
    """Say which datastream of a site it is."""
    say = place.language.say
    parts = [say(f"property_{value.property}")]
    if value.bay is not None:
        parts.append(value.bay)
    if value.mode is not None:
        parts.append(say(f"mode_{value.mode}"))
    if value.direction in {Direction.A, Direction.B}:
        parts.append(direction_word(place.site, value.direction, place.language))
    return ", ".join(parts)
