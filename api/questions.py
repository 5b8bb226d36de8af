"""The parameters of a request as a question about a site: which topic, over which hours."""

from dataclasses import dataclass, replace
from typing import Final

from analytics import answers, weekly
from analytics.answers import REGULATED, WHOLE_DAY, Indicator, Known, Topic
from analytics.catalogue import CATALOGUE
from analytics.effects import sky
from analytics.indicators import weather_station
from analytics.indicators.speed_sources import measured_by
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import BEGINNING_MS, END_MS, Span, union
from api.errors import BadRequestError, UnknownIndicatorError
from devices.properties import Property

_ALWAYS: Final = Span(BEGINNING_MS, END_MS)
#: Parameters of indicators that are of somebody, in some direction.
_WHOSE: Final = frozenset({"mode", "direction"})


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
        return [source.id for source in answers.sources(self.site, self.topic)]

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

    def answered(self, known: Known, question: Question) -> Series:
        """Compute the answer from what is stored."""
        return answers.answer(self.site, known, self.topic, question)


def asked(
    site: Site,
    indicator: Indicator,
    *,
    mode: str | None,
    direction: str | None,
    hours: str | None,
    reference: Site | None = None,
    weather: Site | None = None,
    vehicles: str | None = None,
) -> Asked:
    """Read what is asked of a site.

    Parameters
    ----------
    reference
        A permanent counter by which short counts are expanded.
    weather
        A station whose weather is that of the site, too.
    vehicles
        Of speeds the group of vehicles, see `analytics.speeds.vehicle_groups`.

    Raises
    ------
    UnknownIndicatorError
        The site has nothing the indicator is made of.
    BadRequestError
        The mode or direction is none of the site's, several modes are counted, the hours cannot
        be read, or the station measures no temperature.
    """
    if weather is not None:
        weather_of(weather)
    site = replace(site, reference=reference, weather=weather)
    offered = [topic for topic in answers.topics(site) if topic.indicator is indicator]
    if not offered:
        raise UnknownIndicatorError(
            f"{site.id} observes nothing that {indicator} is made of",
            f"/api/v1/sites/{site.id} lists what can be asked",
        )
    # A radar box tells no modes apart, but directions and groups of vehicles.
    if offered[0].mode or _WHOSE & set(CATALOGUE[indicator].parameters):
        chosen = _of_mode(site, offered, mode, direction)
        return Asked(
            site=site, topic=chosen if vehicles is None else _group(site, chosen, vehicles)
        )
    if Topic(indicator, variant=REGULATED) in offered:
        if hours not in {None, REGULATED, WHOLE_DAY}:
            return _own_hours(site, indicator, str(hours))
        return Asked(site=site, topic=Topic(indicator, variant=hours or REGULATED))
    return Asked(site=site, topic=offered[0])


def weather_of(station: Site) -> tuple[Asked, ...]:
    """Return what is asked of a station for its weather.

    Raises
    ------
    BadRequestError
        No temperature is measured there.
    """
    told = weather_station.elements(station)
    if Topic(Indicator(sky.TEMPERATURE)) not in told:
        raise BadRequestError(
            f"no air temperature is measured at {station.id}",
            "name a site with air_temperature, best with precipitation too, "
            "such as a station imported by dwd-hourly",
        )
    return tuple(Asked(site=station, topic=topic) for topic in told)


def _of_mode(site: Site, offered: list[Topic], mode: str | None, direction: str | None) -> Topic:
    modes = sorted({topic.mode for topic in offered})
    if mode is None and len(modes) > 1:
        raise BadRequestError(
            f"several modes are counted at {site.id}, and modes are never added",
            f"add mode={' or mode='.join(modes)}",
        )
    told = [topic for topic in offered if topic.mode == (mode or modes[0])]
    if direction is None and len(told) == 1:
        return told[0]
    chosen = Topic(offered[0].indicator, mode or modes[0], direction or "")
    if chosen.mode not in modes:
        raise BadRequestError(
            f"mode={chosen.mode[:40]!r} is not counted at {site.id}",
            f"counted: {', '.join(modes)}"
            if modes != [""]
            else "no modes are told apart: leave it out",
        )
    if chosen not in offered:
        known = sorted(t.direction for t in offered if t.mode == chosen.mode and t.direction)
        if not direction:
            raise BadRequestError(
                f"{chosen.indicator} is of one direction, never of several together",
                f"add direction={' or direction='.join(known)}",
            )
        raise BadRequestError(
            f"direction={chosen.direction!r} is not told apart at {site.id}",
            f"told apart: {', '.join(known) or 'none'}; leave it out for all together",
        )
    return chosen


def _group(site: Site, chosen: Topic, group: str) -> Topic:
    """Return the topic of one group of vehicles, which only single vehicles tell apart."""
    if measured_by(site, chosen.mode, chosen.direction) is not Property.PASSAGE:
        raise BadRequestError(
            f"at {site.id} no sensor tells single vehicles, so no groups of them",
            "leave out vehicles=",
        )
    return replace(chosen, variant=group)


def _own_hours(site: Site, indicator: Indicator, hours: str) -> Asked:
    try:
        weekly.parse(hours)
    except weekly.HoursError as why:
        raise BadRequestError(
            f"window={hours[:80]!r}: {why}", "or window=24h, or leave it out (regulated hours)"
        ) from why
    changed = replace(site, regulated=[(_ALWAYS, hours)])
    return Asked(site=changed, topic=Topic(indicator, variant=REGULATED), hours=hours)
