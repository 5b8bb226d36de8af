"""`wegwarte check`: what somebody saw on site, held against what the sensors said."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Final

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, act, moment_of, now
from store import checks
from store.checks import Check
from store.inventory import places
from store.inventory.rows import Row
from store.pool import Connection

_STATES: Final = {
    "occupied": True,
    "belegt": True,
    "1": True,
    "free": False,
    "vacant": False,
    "frei": False,
    "0": False,
}


@with_options
def command(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    bay: Annotated[
        list[str] | None, typer.Option(help="A bay as it was seen: 7=occupied, 8=free; repeatable.")
    ] = None,
    seen: Annotated[
        int | None, typer.Option(min=1, help="Of the whole site: how many were looked at …")
    ] = None,
    right: Annotated[
        int | None, typer.Option(min=0, help="… and how many the sensors had right.")
    ] = None,
    at: At = None,
    observer: Annotated[str, typer.Option(help="Who looked.")] = "",
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    withdraw: Annotated[int | None, typer.Option(help="Withdraw the check of this number.")] = None,
    *,
    author: Author,
) -> None:
    """Enter what somebody saw on site; without it list the checks and the detection rates.

    A bay is held against what its sensor said at that moment, whenever that reading came. Below
    90 % the site says so beside its occupancy.
    """
    if (seen is None) != (right is None):
        raise FailedError("--seen and --right belong together: --seen 50 --right 43")
    if right is not None and seen is not None and right > seen:
        raise FailedError(f"of {seen} seen the sensors cannot have had {right} right")

    async def acting(conn: Connection) -> list[Row]:
        found = await places.site(conn, site, now=now())
        moment = moment_of(at, found["time_zone"], present=now())
        if moment > now():
            raise FailedError(f"{shown.cell(moment)} is still to come")
        if withdraw is not None:
            await checks.withdraw(conn, found["id"], withdraw, now=now())
        said = await _bays(conn, found["id"], bay or [], moment)
        if seen is not None:
            said.append(Check(site=found["id"], time=moment, present=seen, detected=right))
        for one in said:
            signed = replace(one, observer=observer, remarks=remarks)
            await checks.enter(conn, signed, now=now())
        return await checks.listed(conn, found["id"])

    async def listing(conn: Connection) -> list[Row]:
        found = await places.site(conn, site, now=now())
        return await checks.listed(conn, found["id"])

    if bay or seen is not None or withdraw is not None:
        rows, effect = act(author, acting, moment=now())
    else:
        rows, effect = author.ask(listing), None
    _tell(rows, site, as_json=author.as_json)
    shown.rehearsed(effect, as_json=author.as_json)


def _tell(rows: list[Row], site: str, *, as_json: bool) -> None:
    """Show the checks and how much the sensors had right, in all and by model."""
    import numpy as np

    from analytics.parking import spot_check

    told = checks.compared(rows)
    right = np.array([r for _, r, _ in told], dtype=np.int64)
    of = np.array([n for _, _, n in told], dtype=np.int64)
    rates = spot_check.by_label([site] * len(told), right, of)
    rates |= spot_check.by_label(
        [row["model"] or "several models" for row, _, _ in told], right, of
    )
    summary = {name: asdict(rate) for name, rate in rates.items()}
    if as_json:
        typer.echo(shown.as_text({"checks": rows, "detection": summary}))
        return
    columns = "id time bay occupied sensed detected present model observer remarks"
    shown.show(rows, columns, as_json=False, none=f"nobody has checked {site} yet")
    for name, one in rates.items():
        rate, low, high = (100 * (part.value or 0.0) for part in (one.rate, one.low, one.high))
        interval = f"{rate:.0f} % ({low:.0f}-{high:.0f} %)"
        warning = ", below 90 %" if one.below else ""
        typer.echo(f"{name}: {one.detected} of {one.present} right, {interval}{warning}")


async def _bays(conn: Connection, site: str, said: Sequence[str], moment: datetime) -> list[Check]:
    """Read bays as they were seen, such as `7=occupied`."""
    known: dict[str, int] = {}
    for stream in await places.datastreams(conn, site=site):
        if stream["property"] == "bay_state":
            for name in (stream["bay"], stream["source_id"], stream["name"]):
                if name:
                    known.setdefault(name, stream["id"])
    found = []
    for one in said:
        name, _, state = one.partition("=")
        if state.strip().lower() not in _STATES:
            raise FailedError(
                f"{one!r}: write the bay and how it was, such as 7=occupied or 8=free"
            )
        if name.strip() not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise FailedError(f"{site} has no bay {name.strip()!r}; it has {listed}")
        occupied = _STATES[state.strip().lower()]
        found.append(
            Check(site=site, time=moment, datastream=known[name.strip()], occupied=occupied)
        )
    return found
