"""`wegwarte forecast`: the next two hours of a site, as /api/v1 answers them."""

from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from cli.asking import answered
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Reader, moment_of, now
from store.pool import Connection

_INDICATORS: Final = (None, "volume", "occupancy")
_COLUMNS: Final = "minutes until value low high mase covered withheld"


@with_options
def command(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    indicator: Annotated[
        str | None, typer.Option(help="volume or occupancy; else what the site has.")
    ] = None,
    horizon: Annotated[
        int | None, typer.Option(help="Only this one, 15 to 120 in steps of 15; else all. [min]")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="Who is counted.")] = None,
    direction: Annotated[str | None, typer.Option(help="a or b; else both together.")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="As it was told at this time (local time of the site, or …Z)."),
    ] = None,
    *,
    reader: Reader,
) -> None:
    """Tell the next two hours of a site with a band, and what such forecasts scored.

    What has not earned it in the last eight weeks is withheld, with the reason; docs/forecasts.md.
    """
    from api.context import find_site
    from api.forecasting import Wish, told, wanted
    from api.plans import Plans

    if indicator not in _INDICATORS:
        raise typer.BadParameter(f"{indicator!r} is none of volume, occupancy")
    if direction not in {None, "a", "b"}:
        raise typer.BadParameter(f"{direction!r} is no direction: a or b")
    if horizon is not None and (horizon % 15 or not 15 <= horizon <= 120):
        raise typer.BadParameter(f"{horizon} min is none of 15, 30 … 120")

    async def asked(conn: Connection) -> dict[str, Any]:
        present = now()
        found = await find_site(conn, site, now=present, closed=False)
        wish = Wish(
            site=found.id,
            indicator=indicator,
            horizon_min=horizon,
            mode=mode,
            direction=direction,
            at=None if at is None else moment_of(at, found.time_zone, present=present),
        )
        outlook = await wanted(wish, conn, Plans(), now=present)
        return await told(outlook, conn, attribution=found.attribution)

    said = answered(reader, asked)
    if reader.as_json:
        typer.echo(shown.as_text(said))
        return
    zone = ZoneInfo(said["time_zone"])
    what = " ".join(str(said[k]) for k in ("indicator", "mode", "direction") if said[k])
    newest = "nothing" if said["newest"] is None else _local(said["newest"], zone)
    typer.echo(f"{said['site']}: {what} [{said['unit']}] in 15 min; newest known: {newest}")
    rows = [_row(one, zone) for one in said["values"]]
    shown.show(rows, _COLUMNS, as_json=False, none="nothing is forecast")
    for sentence in {one["sentence"]["en"] for one in said["values"] if one["sentence"]}:
        typer.echo(sentence)


def _row(one: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    score = one["score"] or {}
    return {
        "minutes": one["horizon_min"],
        "until": _local(one["end"], zone),
        **{name: _short(one[name]) for name in ("value", "low", "high")},
        **{name: _short(score.get(name)) for name in ("mase", "covered")},
        "withheld": one["reason"],
    }


def _short(number: float | None) -> str | None:
    return None if number is None else f"{number:.3g}"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M%z}"
