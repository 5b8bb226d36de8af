"""`wegwarte site`: the places a planner has a question about."""

from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown, site_facts
from cli.registry.acting import At, Author, Reader, act, moment_of, now
from cli.registry.points import exchanged
from devices.names import slug
from store.enrol import NewSite, SiteKind
from store.inventory import deployments, places
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
app.command()(site_facts.fact)
_COLUMNS = "id name kind capacity direction_a direction_b datastreams aliases groups retired_at"

Lat = Annotated[float | None, typer.Option(min=-90, max=90, help="Degrees north, WGS 84.")]
Lon = Annotated[float | None, typer.Option(min=-180, max=180, help="Degrees east, WGS 84.")]
Named = Annotated[str, typer.Argument(help="Id or alias of the site.")]
Retired = Annotated[bool, typer.Option("--retired", help="Retired ones as well.")]
DirectionA = Annotated[str | None, typer.Option(help="The site's own name of its direction a.")]
DirectionB = Annotated[str | None, typer.Option(help="The site's own name of its direction b.")]


@app.callback()
def about() -> None:
    """List, show, add, change and retire sites."""


@app.command("list")
@with_options
def list_(
    retired: Retired = False,
    *,
    reader: Reader,
) -> None:
    """List the sites."""
    found = reader.ask(lambda c: places.sites(c, now=now(), retired=retired))
    shown.show(
        found, _COLUMNS, as_json=reader.as_json, none="no site yet: `wegwarte site add NAME`"
    )


@app.command()
@with_options
def show(site: Named, *, reader: Reader) -> None:
    """Show a site with its datastreams and what is deployed there."""

    async def whole(conn: Connection) -> dict[str, Any]:
        found = await places.site(conn, site, now=now())
        return found | {
            "streams": await places.datastreams(conn, site=found["id"]),
            "deployed": await deployments.listed(conn, site=found["id"], at=now()),
        }

    shown.card(reader.ask(whole), as_json=reader.as_json)


@app.command()
@with_options
def add(
    name: Annotated[str, typer.Argument(help="Its name; the id is made of it.")],
    kind: Annotated[SiteKind, typer.Option(help="What it is.")],
    id_: Annotated[str | None, typer.Option("--id", help="Another id than the one made.")] = None,
    lat: Lat = None,
    lon: Lon = None,
    time_zone: Annotated[str, typer.Option(help="Its time zone.")] = "Europe/Berlin",
    land: Annotated[str, typer.Option(help="Whose holidays it keeps, as NW or BY.")] = "NW",
    direction_a: DirectionA = None,
    direction_b: DirectionB = None,
    attribution: Annotated[
        str | None, typer.Option(help="Whose data, under which licence.")
    ] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Another name; repeatable.")] = None,
    *,
    author: Author,
) -> None:
    """Add a site."""
    new = NewSite(
        id=identifier(id_ or slug(name)),
        name=name,
        kind=kind,
        time_zone=zone(time_zone),
        land=land_of(land),
        lat=lat,
        lon=lon,
        direction_a=direction_a,
        direction_b=direction_b,
        attribution=attribution,
    )
    both(lat, lon)
    _, effect = act(author, lambda c: places.add_site(c, new, alias or []), moment=now())
    shown.told({"added": new.id}, [f"site {new.id} is added"], effect, as_json=author.as_json)


@app.command()
@with_options
def change(
    site: Named,
    name: Annotated[str | None, typer.Option(help="Its name; the id stays.")] = None,
    kind: Annotated[SiteKind | None, typer.Option(help="What it is.")] = None,
    lat: Lat = None,
    lon: Lon = None,
    time_zone: Annotated[str | None, typer.Option(help="Its time zone.")] = None,
    land: Annotated[str | None, typer.Option(help="Whose holidays it keeps.")] = None,
    direction_a: DirectionA = None,
    direction_b: DirectionB = None,
    attribution: Annotated[
        str | None, typer.Option(help="Whose data, under which licence.")
    ] = None,
    public: Annotated[bool | None, typer.Option(help="Whether the public may see it.")] = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Another name; repeatable.")] = None,
    *,
    author: Author,
) -> None:
    """Change what is given of a site; the rest stays."""
    both(lat, lon)
    wish = {
        "name": name,
        "kind": kind,
        "time_zone": None if time_zone is None else zone(time_zone),
        "land": None if land is None else land_of(land),
        "direction_a": direction_a,
        "direction_b": direction_b,
        "attribution": attribution,
        "public": public,
        "remarks": remarks,
        "geometry": None if lat is None else {"type": "Point", "coordinates": [lon, lat]},
    }

    async def changing(conn: Connection) -> dict[str, Any]:
        found = await places.site(conn, site, now=now())
        done = await places.change_site(conn, found["id"], wish)
        for one in alias or []:
            await places.add_alias(conn, found["id"], one)
        return {"site": found["id"], "changed": done or bool(alias)}

    said, effect = act(author, changing, moment=now())
    line = f"site {said['site']} is changed" if said["changed"] else "nothing differs"
    shown.told(said, [line], effect, as_json=author.as_json)


@app.command()
@with_options
def retire(
    site: Named,
    at: At = None,
    *,
    author: Author,
) -> None:
    """End what is deployed at a site and ask about it no more; what is stored stays."""

    async def retiring(conn: Connection) -> dict[str, Any]:
        found = await places.site(conn, site, now=now())
        moment = moment_of(at, found["time_zone"], present=now())
        ended = await places.retire_site(conn, found["id"], at=moment, now=now())
        return {"site": found["id"], "at": moment, "ended": len(ended)}

    said, effect = act(author, retiring, moment=now())
    line = f"site {said['site']} is retired; {said['ended']} deployments ended"
    shown.told(said, [line], effect, as_json=author.as_json)


def identifier(text: str) -> str:
    """Return an id that can stand in addresses and topics, or refuse it."""
    if text != slug(text):
        raise FailedError(
            f"{text!r} cannot be an id: lower-case letters, digits and hyphens, as {slug(text)!r}"
        )
    return text


def zone(text: str) -> str:
    """Return a known time zone, or refuse it."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise FailedError(f"{text!r} is no time zone; write one as Europe/Berlin") from why


def both(lat: float | None, lon: float | None) -> None:
    """Refuse one coordinate without the other, and those that are exchanged."""
    if (lat is None) != (lon is None):
        raise FailedError("--lat and --lon: give both or none")
    if lat is not None and lon is not None and exchanged((lat, lon)):
        raise FailedError(f"--lat {lat:g} and --lon {lon:g} are exchanged: lat is the one near 50")


def land_of(text: str) -> str:
    """Return one of the sixteen Länder, or refuse it."""
    from analytics.calendar.region import LAENDER

    if text.upper() not in LAENDER:
        raise FailedError(f"{text!r} is no Land; write one of {', '.join(LAENDER)}")
    return text.upper()
