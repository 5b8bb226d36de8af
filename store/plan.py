"""The registry as `derive` needs it: every site with what is deployed there, and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import AsyncConnection

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class DatastreamRow:
    """One observed property at a site."""

    id: int
    property: str
    direction: str
    mode: str | None
    role: str
    nominal_interval_s: int | None
    speed_class: str = ""
    daylight_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRow:
    """A channel that speaks for a datastream in `[from_ms, to_ms)`. [ms since 1970]."""

    channel: int
    datastream: int
    from_ms: int
    to_ms: int
    factor: float
    hold_max_s: int
    device: str
    model: str
    channel_name: str
    campaign: bool
    angle_deg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact of a site that holds in `[from_ms, to_ms)`; its value as text.

    Parameters
    ----------
    property
        Of what the site expects of one; else ''.
    """

    kind: str
    value: str
    from_ms: int
    to_ms: int
    property: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRow:
    """A recurring closure, as it was written."""

    every: str
    spaces: int | None
    from_date: date
    to_date: date | None
    except_dates: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """A person's word on a datastream, or (None) on the whole site, in `[from_ms, to_ms)`."""

    datastream: int | None
    kind: str
    factor: float | None
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDayRow:
    """A holiday beside those of the Land, `public` or `school`, in `[from_date, to_date)`.

    Parameters
    ----------
    yearly
        On the same dates of every later year, too.
    """

    kind: str
    from_date: date
    to_date: date
    yearly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site with everything that belongs to it.

    Parameters
    ----------
    longitude, latitude
        WGS 84, where it is a point. [deg]
    model_files
        The operator's own device models, by id, as they were written.
    anchors
        Instants and the vehicles there, as somebody counted them. [ms since 1970, vehicles]
    """

    id: str
    time_zone: str
    land: str
    longitude: float | None = None
    latitude: float | None = None
    datastreams: list[DatastreamRow] = field(default_factory=list)
    deployments: list[DeploymentRow] = field(default_factory=list)
    facts: list[FactRow] = field(default_factory=list)
    closures: list[ClosureRow] = field(default_factory=list)
    judgements: list[JudgementRow] = field(default_factory=list)
    model_files: Mapping[str, str] = field(default_factory=dict)
    anchors: list[tuple[int, int]] = field(default_factory=list)
    local_days: list[LocalDayRow] = field(default_factory=list)


async def sites(conn: AsyncConnection[Any]) -> dict[str, SiteRow]:
    """Return every site by its id; readable while others change it, so in one snapshot.

    Deployments count from the acceptance of their device; those of devices that nobody has
    accepted are left out.
    """
    async with conn.transaction():
        await conn.execute(b"set transaction isolation level repeatable read, read only")
        files = dict(await _rows(conn, "derive_models"))
        found = {
            key: SiteRow(
                id=key, time_zone=zone, land=land, longitude=east, latitude=north, model_files=files
            )
            for key, zone, land, east, north in await _rows(conn, "derive_sites")
        }
        home: dict[int, str] = {}
        for number, site, observed, direction, mode, role, nominal, speeds, day in await _rows(
            conn, "derive_datastreams"
        ):
            home[number] = site
            found[site].datastreams.append(
                DatastreamRow(
                    id=number,
                    property=observed,
                    direction=direction,
                    mode=mode,
                    role=role,
                    nominal_interval_s=nominal,
                    speed_class=speeds,
                    daylight_only=day,
                )
            )
        for (
            channel,
            stream,
            begin,
            end,
            factor,
            hold,
            device,
            model,
            name,
            campaign,
            angle,
        ) in await _rows(conn, "derive_deployments"):
            found[home[stream]].deployments.append(
                DeploymentRow(
                    channel=channel,
                    datastream=stream,
                    from_ms=begin,
                    to_ms=end,
                    factor=factor,
                    hold_max_s=hold,
                    device=device,
                    model=model,
                    channel_name=name,
                    campaign=campaign,
                    angle_deg=angle,
                )
            )
        await _add_words(conn, found)
    return found


async def _add_words(conn: AsyncConnection[Any], found: dict[str, SiteRow]) -> None:
    """Add what people have said: facts, closures, judgements."""
    for site, kind, of, value, begin, end in await _rows(conn, "derive_facts"):
        found[site].facts.append(
            FactRow(kind=kind, value=value, from_ms=begin, to_ms=end, property=of)
        )
    for site, every, spaces, begin, end, except_dates in await _rows(conn, "derive_closures"):
        found[site].closures.append(
            ClosureRow(
                every=every,
                spaces=spaces,
                from_date=begin,
                to_date=end,
                except_dates=tuple(except_dates),
            )
        )
    for site, datastream, kind, factor, begin, end in await _rows(conn, "derive_judgements"):
        found[site].judgements.append(
            JudgementRow(datastream=datastream, kind=kind, factor=factor, from_ms=begin, to_ms=end)
        )
    for keeper, kind, begin, end, yearly in await _rows(conn, "derive_local_days"):
        day = LocalDayRow(kind=kind, from_date=begin, to_date=end, yearly=yearly)
        for row in found.values() if keeper is None else [found[keeper]]:
            row.local_days.append(day)
    for site, instant, vehicles in await _rows(conn, "derive_anchors"):
        found[site].anchors.append((instant, vehicles))


async def _rows(conn: AsyncConnection[Any], query: str) -> list[tuple[Any, ...]]:
    return await (await conn.execute(load(query))).fetchall()
