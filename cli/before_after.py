"""`wegwarte before-after`: did a measure change anything, as /api/v1 answers it."""

from datetime import date
from typing import Annotated, Any, Final

import typer

from cli.asking import answered, day_of, percent, percent_signed
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Reader, now
from store.pool import Connection

_INDICATORS: Final = ("volume", "occupancy")


@with_options
def command(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    at: Annotated[
        str | None, typer.Option(help="First local day since the change: 2026-05-01 …")
    ] = None,
    measure: Annotated[
        int | None, typer.Option(min=1, help="… or a measure; `wegwarte measure list`.")
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option(help="A site that the measure does not touch; repeatable."),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="First day; without it a year before the change.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Day at which it ends; else a year later, or today.")
    ] = None,
    indicator: Annotated[str, typer.Option(help="volume or occupancy.")] = "volume",
    mode: Annotated[str | None, typer.Option(help="Who is counted.")] = None,
    direction: Annotated[str | None, typer.Option(help="a or b; else both together.")] = None,
    weather: Annotated[
        str | None, typer.Option(help="Take out the weather that was measured at this site.")
    ] = None,
    *,
    reader: Reader,
) -> None:
    """Tell how much more or less there was at a site since a day, measured by control sites.

    For the same answer over HTTP see /api/v1/sites/{site}/before-after; docs/before_after.md says
    what it means.
    """
    from api.comparing import Desk, Wish, compared
    from api.plans import Plans

    if indicator not in _INDICATORS:
        raise typer.BadParameter(f"{indicator!r} is none of {', '.join(_INDICATORS)}")
    if direction not in {None, "a", "b"}:
        raise typer.BadParameter(f"{direction!r} is no direction: a or b")
    wish = Wish(
        site=site,
        at=_day(at, "--at"),
        measure=measure,
        controls=tuple(control or ()),
        indicator=indicator,
        mode=mode,
        direction=direction,
        first=_day(from_, "--from"),
        end=_day(to, "--to"),
        weather=weather,
    )

    async def asked(conn: Connection) -> dict[str, Any]:
        desk = Desk(conn=conn, plans=Plans(), now=now(), closed=False)
        return await compared(wish, desk)

    said = answered(reader, asked)
    if reader.as_json:
        typer.echo(shown.as_text(said))
    else:
        typer.echo("\n".join(lines(said)))


def lines(said: dict[str, Any]) -> list[str]:
    """Return the answer in words."""
    what = " ".join(str(said[k]) for k in ("indicator", "mode", "direction") if said[k])
    found = [
        f"{said['site']}: {what}, since {said['at']}, days {said['from']} to {said['to_inclusive']}"
    ]
    if said["change"] is not None:
        found.append(
            f"{percent_signed(said['change'])} (95 %: {percent_signed(said['low'])} to "
            f"{percent_signed(said['high'])}), {said['n_before']} days before and "
            f"{said['n_after']} since"
        )
    found += [said["sentence"]["de"], said["sentence"]["en"]]
    if said["controls"]:
        aside = said["controls_left_aside"]
        used = [one for one in said["controls"] if one not in aside]
        found.append(f"controls: {', '.join(used)}")
        if aside:
            found.append(f"left aside, known on too few days: {', '.join(aside)}")
    if (weather := said["weather"]) is not None:
        found.append(f"weather of {weather['station']}: {weather['sentence']['en']}")
        if weather["explained"] is not None and weather["narrowed"] is not None:
            verb = "narrowed" if weather["narrowed"] >= 0 else "widened"
            found.append(
                f"it explains {percent(weather['explained'])} of what kind of day and season "
                f"leave open, and {verb} the interval by {percent(abs(weather['narrowed']))}"
            )
    return [
        *found,
        said["caution"]["en"],
        f"method: {said['method']}, version {said['method_version']}",
    ]


def _day(said: str | None, option: str) -> date | None:
    return None if said is None else day_of(said, option)
