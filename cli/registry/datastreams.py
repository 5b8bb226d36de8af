"""`wegwarte datastream`: what is observed at a site."""

from typing import Annotated, Any, Literal

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, Reader, act, moment_of, now
from cli.registry.sites import Lat, Lon, Retired, both
from devices.properties import Direction, Mode, Property
from store.inventory import deployments, moves, places
from store.inventory.places import Place
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_COLUMNS = (
    "id site property direction mode bay lane role source_id name device channel since until "
    "retired_at"
)
Number = Annotated[int, typer.Argument(help="Number of the datastream.")]
Role = Literal["part", "check"]


@app.callback()
def about() -> None:
    """List, show, add, change and retire datastreams."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Option(help="Only those of this site.")] = None,
    retired: Retired = False,
    *,
    reader: Reader,
) -> None:
    """List datastreams with the device that answers for each at last."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        known = None if site is None else (await places.site(conn, site, now=now()))["id"]
        return await places.datastreams(conn, site=known, retired=retired)

    found = reader.ask(listed)
    shown.show(
        found if reader.as_json else [shown.with_meaning(one) for one in found],
        _COLUMNS,
        as_json=reader.as_json,
        none="no datastream yet",
    )


@app.command()
@with_options
def show(
    datastream: Number,
    *,
    reader: Reader,
) -> None:
    """Show a datastream with everything that answered for it."""

    async def whole(conn: Connection) -> dict[str, Any]:
        found = await places.datastream(conn, datastream)
        return found | {"deployments": await deployments.listed(conn, datastream=datastream)}

    shown.card(reader.ask(whole), as_json=reader.as_json)


@app.command()
@with_options
def add(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    observed: Annotated[Property, typer.Option("--property", help="What is observed.")],
    direction: Annotated[Direction, typer.Option(help="a, b, both or none.")] = Direction.NONE,
    mode: Annotated[Mode | None, typer.Option(help="Who is counted.")] = None,
    bay: Annotated[str | None, typer.Option(help="Of which bay.")] = None,
    lane: Annotated[str | None, typer.Option(help="Of which lane.")] = None,
    source_id: Annotated[
        str | None, typer.Option(help="The publisher's number; else made of bay, lane, direction.")
    ] = None,
    nominal_interval_s: Annotated[
        int | None, typer.Option(min=1, help="Usual interval. [s]")
    ] = None,
    name: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Add a datastream; one that is there already is named."""

    async def adding(conn: Connection) -> int:
        found = await places.site(conn, site, now=now())
        place = Place(
            site=found["id"],
            property=observed,
            direction=direction,
            mode=mode,
            bay=bay,
            lane=lane,
        )
        like = {"source_id": source_id, "name": name, "nominal_interval_s": nominal_interval_s}
        return await moves.datastream_for(conn, place, like)

    number, effect = act(author, adding, moment=now())
    shown.told({"datastream": number}, [f"datastream {number}"], effect, as_json=author.as_json)


@app.command()
@with_options
def change(
    datastream: Number,
    name: Annotated[str | None, typer.Option(help="For people.")] = None,
    direction: Annotated[Direction | None, typer.Option(help="a, b, both or none.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Who is counted.")] = None,
    bay: Annotated[str | None, typer.Option(help="Of which bay.")] = None,
    lane: Annotated[str | None, typer.Option(help="Of which lane.")] = None,
    role: Annotated[Role | None, typer.Option(help="`check`: never added.")] = None,
    nominal_interval_s: Annotated[
        int | None, typer.Option(min=1, help="Usual interval. [s]")
    ] = None,
    lat: Lat = None,
    lon: Lon = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    *,
    author: Author,
) -> None:
    """Change what is given of a datastream; the rest stays."""
    both(lat, lon)
    wish = {
        "name": name,
        "direction": direction,
        "mode": mode,
        "bay": bay,
        "lane": lane,
        "role": role,
        "nominal_interval_s": nominal_interval_s,
        "lat": lat,
        "lon": lon,
        "remarks": remarks,
    }
    if all(value is None for value in wish.values()):
        raise FailedError("say what is to be changed; --help lists what there is")
    done, effect = act(
        author,
        lambda c: places.change_datastream(c, datastream, wish, now=now()),
        moment=now(),
    )
    line = f"datastream {datastream} is changed" if done else "nothing differs"
    shown.told({"datastream": datastream, "changed": done}, [line], effect, as_json=author.as_json)


@app.command()
@with_options
def retire(
    datastream: Number,
    at: At = None,
    *,
    author: Author,
) -> None:
    """End what is deployed at a datastream and leave it out of lists; what is stored stays."""

    async def retiring(conn: Connection) -> dict[str, Any]:
        found = await places.datastream(conn, datastream)
        site = await places.site(conn, found["site"], now=now())
        moment = moment_of(at, site["time_zone"], present=now())
        ended = await places.retire_datastream(conn, datastream, at=moment, now=now())
        return {"datastream": datastream, "at": moment, "ended": len(ended)}

    said, effect = act(author, retiring, moment=now())
    shown.told(said, [f"datastream {datastream} is retired"], effect, as_json=author.as_json)
