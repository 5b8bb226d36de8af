"""The parameters of a request as a question about a site: which topic, over which hours."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from analytics import answers, weekly
from analytics.answers import REGULATED, WHOLE_DAY, Indicator, Topic
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import BEGINNING_MS, END_MS, Span, union
from api.errors import BadRequestError, UnknownIndicatorError
from devices.properties import Property

_ALWAYS: Final = Span(BEGINNING_MS, END_MS)
_MADE_OF: Final = {
    Indicator.VOLUME: frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE}),
    Indicator.OCCUPANCY: frozenset({Property.FREE_SPACES, Property.BAY_STATE}),
    Indicator.FREE_SPACES: frozenset({Property.FREE_SPACES}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a site.

    Parameters
    ----------
    site
        Where hours of the week were given, with these as its regulated hours.
    hours
        Those hours; None: the topic's own.
    """

    site: Site
    topic: Topic
    hours: str | None = None

    @property
    def variant(self) -> str:
        """By which variant values are stored; hours of a visitor's own are stored nowhere."""
        return self.hours or self.topic.variant

    def datastreams(self) -> list[int]:
        """Return the datastreams it is computed of."""
        made_of = _MADE_OF[self.topic.indicator]
        mode = self.topic.mode
        return [s.id for s in self.site.sources if s.observed in made_of and mode in {"", s.mode}]

    def deployed(self) -> list[Span]:
        """Return when anything it is computed of was deployed and in service."""
        made_of = set(self.datastreams())
        return union(
            span
            for source in self.site.sources
            if source.id in made_of
            for span in source.deployed()
        )

    def campaigns(self) -> list[Span]:
        """Return when what it is computed of was counted in a campaign, with a planned end."""
        made_of = set(self.datastreams())
        return [
            deployment.span
            for source in self.site.sources
            if source.id in made_of
            for deployment in source.deployments
            if deployment.campaign
        ]

    def answered(self, states: Mapping[int, Mapping[int, bytes]], question: Question) -> Series:
        """Compute the answer from packed day states (datastream -> days since 1970 -> state)."""
        return answers.answer(self.site, states, self.topic, question)


def asked(
    site: Site,
    indicator: Indicator,
    *,
    mode: str | None,
    direction: str | None,
    hours: str | None,
) -> Asked:
    """Read what is asked of a site.

    Raises
    ------
    UnknownIndicatorError
        The site has nothing the indicator is made of.
    BadRequestError
        The mode or direction is none of the site's, several modes are counted, or the hours
        cannot be read.
    """
    offered = [topic for topic in answers.topics(site) if topic.indicator is indicator]
    if not offered:
        raise UnknownIndicatorError(
            f"{site.id} observes nothing that {indicator} is made of",
            f"/api/v1/sites/{site.id} lists what can be asked",
        )
    match indicator:
        case Indicator.VOLUME:
            return Asked(site=site, topic=_volume(site, offered, mode, direction))
        case Indicator.OCCUPANCY if hours not in {None, REGULATED, WHOLE_DAY}:
            return _own_hours(site, str(hours))
        case Indicator.OCCUPANCY:
            return Asked(site=site, topic=Topic(indicator, variant=hours or REGULATED))
        case _:
            return Asked(site=site, topic=offered[0])


def _volume(site: Site, offered: list[Topic], mode: str | None, direction: str | None) -> Topic:
    modes = sorted({topic.mode for topic in offered})
    if mode is None and len(modes) > 1:
        raise BadRequestError(
            f"several modes are counted at {site.id}, and modes are never added",
            f"add mode={' or mode='.join(modes)}",
        )
    chosen = Topic(Indicator.VOLUME, mode or modes[0], direction or "")
    if chosen.mode not in modes:
        raise BadRequestError(
            f"mode={chosen.mode[:40]!r} is not counted at {site.id}",
            f"counted: {', '.join(modes)}",
        )
    if chosen not in offered:
        known = sorted(t.direction for t in offered if t.mode == chosen.mode and t.direction)
        raise BadRequestError(
            f"direction={chosen.direction!r} is not told apart at {site.id}",
            f"told apart: {', '.join(known) or 'none'}; leave it out for all together",
        )
    return chosen


def _own_hours(site: Site, hours: str) -> Asked:
    try:
        weekly.parse(hours)
    except weekly.HoursError as why:
        raise BadRequestError(
            f"window={hours[:80]!r}: {why}", "or window=24h, or leave it out (regulated hours)"
        ) from why
    changed = replace(site, regulated=[(_ALWAYS, hours)])
    return Asked(site=changed, topic=Topic(Indicator.OCCUPANCY, variant=REGULATED), hours=hours)
