"""`wegwarte deployment`: which channel answers for which datastream from when to when."""

from typing import Annotated, Any

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, Reader, act, moment_of, now
from cli.registry.whereabouts import ZONE, Named, channel_of
from store.inventory import deployments, fleet, places
from store.inventory.deployments import Span
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_COLUMNS = (
    "id device channel site datastream property direction bay lane since until factor campaign "
    "remarks"
)
_ANGLE = "Between a radar's beam and the road: its speeds are divided by the cosine. [degrees]"
Number = Annotated[int, typer.Argument(help="Number of the deployment.")]
From = Annotated[
    str | None, typer.Option("--from", help="From when on; `ever` without a beginning.")
]
To = Annotated[str | None, typer.Option("--to", help="Up to when; `open` without an end.")]


@app.callback()
def about() -> None:
    """List, show, add, change and retire (end) deployments."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Option(help="Only those at this site.")] = None,
    device: Annotated[str | None, typer.Option(help="Only those of this device.")] = None,
    at: Annotated[str | None, typer.Option(help="Only those of this moment; `now`.")] = None,
    *,
    reader: Reader,
) -> None:
    """List deployments, past ones as well."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        where = None if site is None else await places.site(conn, site, now=now())
        what = None if device is None else await fleet.device(conn, device, now=now())
        zone = ZONE if where is None else where["time_zone"]
        moment = None
        if at is not None:
            moment = now() if at == "now" else moment_of(at, zone, present=now())
        return await deployments.listed(
            conn,
            site=None if where is None else where["id"],
            device=None if what is None else what["id"],
            at=moment,
        )

    found = reader.ask(listed)
    shown.show(
        found if reader.as_json else [shown.with_meaning(one) for one in found],
        _COLUMNS,
        as_json=reader.as_json,
        none="nothing is deployed",
    )


@app.command()
@with_options
def show(
    deployment: Number,
    *,
    reader: Reader,
) -> None:
    """Show one deployment."""

    async def whole(conn: Connection) -> dict[str, Any]:
        await deployments.one(conn, deployment)
        return (await deployments.listed(conn, deployment=deployment))[0]

    shown.card(reader.ask(whole), as_json=reader.as_json)


@app.command()
@with_options
def add(
    device: Named,
    channel: Annotated[str, typer.Argument(help="Name of the channel, as its model calls it.")],
    datastream: Annotated[int, typer.Argument(help="Number of the datastream.")],
    from_: From = None,
    to: To = None,
    factor: Annotated[float, typer.Option(help="The true number for one counted.")] = 1.0,
    orientation_deg: Annotated[float | None, typer.Option(help="Where it looks. [degrees]")] = None,
    angle_deg: Annotated[float, typer.Option(help=_ANGLE)] = 0.0,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Let a channel answer for a datastream, from now on or from a given moment."""

    async def adding(conn: Connection) -> int:
        found = await fleet.device(conn, device, now=now())
        await fleet.number(conn, found["id"], await fleet.specs_of(conn, found["model"]))
        stream = await places.datastream(conn, datastream)
        zone = (await places.site(conn, stream["site"], now=now()))["time_zone"]
        new = Span(
            datastream=datastream,
            channel=await channel_of(conn, found["id"], channel),
            since=None if from_ == "ever" else moment_of(from_, zone, present=now()),
            until=None if to in {None, "open"} else moment_of(to, zone, present=now()),
        )
        return await deployments.add(
            conn,
            new,
            now=now(),
            cause="deployment",
            factor=factor,
            orientation_deg=orientation_deg,
            angle_deg=angle_deg,
            remarks=remarks,
        )

    number, effect = act(author, adding, moment=now())
    shown.told({"deployment": number}, [f"deployment {number}"], effect, as_json=author.as_json)


@app.command()
@with_options
def change(
    deployment: Number,
    from_: From = None,
    to: To = None,
    factor: Annotated[float | None, typer.Option(help="The true number for one counted.")] = None,
    orientation_deg: Annotated[float | None, typer.Option(help="Where it looks. [degrees]")] = None,
    angle_deg: Annotated[float | None, typer.Option(help=_ANGLE)] = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    *,
    author: Author,
) -> None:
    """Correct beginning, end or calibration of a deployment, for all of its time."""

    async def changing(conn: Connection) -> None:
        old = await deployments.one(conn, deployment)
        stream = await places.datastream(conn, old.datastream)
        zone = (await places.site(conn, stream["site"], now=now()))["time_zone"]
        since = None if from_ == "ever" else old.since
        if from_ not in {None, "ever"}:
            since = moment_of(from_, zone, present=now())
        until = None if to == "open" else old.until
        if to not in {None, "open"}:
            until = moment_of(to, zone, present=now())
        await deployments.correct(
            conn,
            old,
            since=since,
            until=until,
            now=now(),
            factor=factor,
            orientation_deg=orientation_deg,
            angle_deg=angle_deg,
            remarks=remarks,
        )

    _, effect = act(author, changing, moment=now())
    line = f"deployment {deployment} is changed"
    shown.told({"deployment": deployment}, [line], effect, as_json=author.as_json)


@app.command()
@with_options
def retire(
    deployment: Number,
    at: At = None,
    *,
    author: Author,
) -> None:
    """End a deployment at a moment."""

    async def ending(conn: Connection) -> None:
        old = await deployments.one(conn, deployment)
        stream = await places.datastream(conn, old.datastream)
        zone = (await places.site(conn, stream["site"], now=now()))["time_zone"]
        moment = moment_of(at, zone, present=now())
        await deployments.end(conn, [old], at=moment, now=now(), cause="ended")

    _, effect = act(author, ending, moment=now())
    line = f"deployment {deployment} is ended"
    shown.told({"deployment": deployment}, [line], effect, as_json=author.as_json)
