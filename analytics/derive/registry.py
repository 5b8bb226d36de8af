"""Rows of the registry as the pure `Site`."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from analytics.calendar.daylight import Daylight
from analytics.calendar.region import Region, kept_on
from analytics.closures import Closure
from analytics.environment.instants import HOLD_STEPS, STEP_DEFAULT_MS
from analytics.quarters import QUARTER_MS
from analytics.said import Bound, Judgement
from analytics.site import Deployment, Site, Source
from analytics.spans import Span
from devices.errors import ModelError
from devices.model import DeviceModel
from devices.model_file import parse
from devices.models import MODELS
from devices.properties import DEFINITIONS, Kind, Property
from store.plan import DatastreamRow, DeploymentRow, SiteRow

#: They tell of the device, or have no mean: 350 and 10 degrees of wind are north, not south, and a
#: V85 of hours is no V85 of the day.
_WITHOUT_STATES: Final = frozenset(
    {"battery", "battery_level", "device_temperature", "wind_direction", "v85"}
)
#: A sample stands for no longer than this, unless somebody says how often it is taken. [s]
_HOLD_GUESSED_MAX_S: Final = 7_200


def site_of(row: SiteRow) -> Site:
    """Return a site with the datastreams that have day states."""
    deployed: dict[int, list[DeploymentRow]] = {}
    for one in row.deployments:
        deployed.setdefault(one.datastream, []).append(one)
    return Site(
        id=row.id,
        zone=ZoneInfo(row.time_zone),
        region=Region(
            land=row.land,
            public_too=_kept(row, "public"),
            school_too=_kept(row, "school"),
        ),
        sources=tuple(
            _source(row, d, deployed.get(d.id, [])) for d in row.datastreams if _has_states(d)
        ),
        capacity=_numbers(row, "capacity"),
        regulated=_hours(row, "regulated_hours"),
        opening=_hours(row, "opening_hours"),
        closures=[
            Closure(
                every=c.every,
                from_date=c.from_date,
                to_date=c.to_date,
                spaces=c.spaces,
                except_dates=frozenset(c.except_dates),
            )
            for c in row.closures
        ],
        anchors=row.anchors,
        max_stay=_numbers(row, "max_stay"),
        stay_grace=_numbers(row, "stay_grace"),
        speed_limit=_numbers(row, "speed_limit"),
        road_capacity=_numbers(row, "road_capacity"),
        lanes=_numbers(row, "lanes"),
        expected=[
            Bound(
                observed=Property(f.property),
                kind=f.kind,
                span=Span(f.from_ms, f.to_ms),
                value=float(f.value),
            )
            for f in row.facts
            if f.property
        ],
    )


def _numbers(row: SiteRow, kind: str) -> list[tuple[Span, float]]:
    return [(Span(f.from_ms, f.to_ms), float(f.value)) for f in row.facts if f.kind == kind]


def _hours(row: SiteRow, kind: str) -> list[tuple[Span, str]]:
    return [(Span(f.from_ms, f.to_ms), f.value) for f in row.facts if f.kind == kind]


def _kept(row: SiteRow, kind: str) -> frozenset[date]:
    """Return the local holidays of a kind, day by day."""
    return frozenset(
        day
        for one in row.local_days
        if one.kind == kind
        for day in kept_on(one.from_date, one.to_date, yearly=one.yearly)
    )


def _has_states(row: DatastreamRow) -> bool:
    """Whether a datastream has day states."""
    known = {observed.value for observed in Property}
    return row.property in known and row.property not in _WITHOUT_STATES


def _source(site: SiteRow, row: DatastreamRow, deployed: Iterable[DeploymentRow]) -> Source:
    observed = Property(row.property)
    counted = DEFINITIONS[observed].kind in {Kind.INTERVAL, Kind.TOTAL}
    return Source(
        id=row.id,
        observed=observed,
        direction=row.direction,
        mode=row.mode or "",
        role=row.role,
        nominal_ms=row.nominal_interval_s * 1000
        if counted and row.nominal_interval_s
        else QUARTER_MS,
        speed_class=row.speed_class,
        daylight=_daylight(site) if row.daylight_only else None,
        deployments=tuple(_deployment(d, row, site.model_files) for d in deployed),
        judgements=tuple(
            Judgement(kind=j.kind, span=Span(j.from_ms, j.to_ms), factor=j.factor)
            for j in site.judgements
            if j.datastream in {None, row.id}
        ),
    )


def _daylight(site: SiteRow) -> Daylight | None:
    """Return the daylight of a site; None where nobody has said where it is."""
    if site.latitude is None or site.longitude is None:
        return None
    return Daylight(latitude=site.latitude, longitude=site.longitude)


def _deployment(row: DeploymentRow, stream: DatastreamRow, files: Mapping[str, str]) -> Deployment:
    model = _model(row.model, files.get(row.model))
    spec = None if model is None else model.channels.get(row.channel_name)
    sampled = DEFINITIONS[Property(stream.property)].kind is Kind.INSTANT
    return Deployment(
        channel=row.channel,
        device=row.device,
        span=Span(row.from_ms, row.to_ms),
        factor=row.factor,
        hold_max_ms=_sample_hold_ms(row, stream, model) if sampled else row.hold_max_s * 1000,
        heartbeat_ms=None if model is None else model.heartbeat_s * 1000,
        wrap=None if spec is None else spec.wrap,
        angle_deg=row.angle_deg,
        campaign=row.campaign,
    )


def _sample_hold_ms(row: DeploymentRow, stream: DatastreamRow, model: DeviceModel | None) -> int:
    """Return how long a sample stands when none follows. [ms].

    As the channel says; else two steps of the datastream's nominal interval; else as long as the
    healthy device may be silent, but not for hours on end; else two quarter hours.
    """
    if row.hold_max_s:
        return row.hold_max_s * 1000
    if stream.nominal_interval_s:
        return HOLD_STEPS * stream.nominal_interval_s * 1000
    if model is not None:
        return min(model.heartbeat_s, _HOLD_GUESSED_MAX_S) * 1000
    return HOLD_STEPS * STEP_DEFAULT_MS


@lru_cache(maxsize=1_024)
def _model(model: str, file: str | None) -> DeviceModel | None:
    """Return a model, the operator's own before a shipped one; None where nothing is known.

    A file that a newer program cannot read any more makes its heartbeat unknown, nothing worse.
    """
    if file is not None:
        try:
            return parse(file, f"model {model}")
        except ModelError:
            return None
    return MODELS.get(model)
