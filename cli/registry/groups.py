"""`wegwarte group`: sites that belong together for a planner, each from when to when."""

from typing import Annotated

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, Reader, act, moment_of, now
from cli.registry.sites import Retired, identifier
from devices.names import slug
from store.inventory import groups, places
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
Named = Annotated[str, typer.Argument(help="Id of the group.")]
Site = Annotated[str, typer.Argument(help="Id or alias of the site.")]


@app.callback()
def about() -> None:
    """List, show, add, change and retire groups of sites."""


@app.command("list")
@with_options
def list_(
    retired: Retired = False,
    *,
    reader: Reader,
) -> None:
    """List the groups with the sites that belong to them now."""
    found = reader.ask(lambda c: groups.listed(c, now=now(), retired=retired))
    shown.show(found, "id name sites retired_at", as_json=reader.as_json, none="no group yet")


@app.command()
@with_options
def show(group: Named, *, reader: Reader) -> None:
    """Show a group with every membership there was."""
    found = reader.ask(lambda c: groups.one(c, group, now=now()))
    shown.card(found, as_json=reader.as_json)


@app.command()
@with_options
def add(
    name: Annotated[str, typer.Argument(help="Its name; the id is made of it.")],
    id_: Annotated[str | None, typer.Option("--id", help="Another id than the one made.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="A site in it; repeatable.")] = None,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Add a group; the sites named belong to it since ever."""
    new = identifier(id_ or slug(name))

    async def adding(conn: Connection) -> None:
        await groups.add(conn, new, name=name, remarks=remarks)
        for one in site or []:
            found = await places.site(conn, one, now=now())
            await groups.join(conn, new, found["id"], since=None)

    _, effect = act(author, adding, moment=now())
    shown.told({"added": new}, [f"group {new} is added"], effect, as_json=author.as_json)


@app.command()
@with_options
def change(
    group: Named,
    name: Annotated[str | None, typer.Option(help="Its name; the id stays.")] = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    *,
    author: Author,
) -> None:
    """Change name or remarks of a group."""

    async def changing(conn: Connection) -> None:
        found = await groups.one(conn, group, now=now())
        await groups.change(conn, found["id"], name=name, remarks=remarks)

    _, effect = act(author, changing, moment=now())
    shown.told({"group": group}, [f"group {group} is changed"], effect, as_json=author.as_json)


@app.command()
@with_options
def join(
    group: Named,
    site: Site,
    at: At = None,
    ever: Annotated[bool, typer.Option("--ever", help="Since ever instead of --at.")] = False,
    *,
    author: Author,
) -> None:
    """Let a site belong to a group from a moment on."""

    async def joining(conn: Connection) -> None:
        known = await groups.one(conn, group, now=now())
        found = await places.site(conn, site, now=now())
        since = None if ever else moment_of(at, found["time_zone"], present=now())
        await groups.join(conn, known["id"], found["id"], since=since)

    _, effect = act(author, joining, moment=now())
    shown.told(
        {"group": group, "site": site},
        [f"{site} belongs to {group}"],
        effect,
        as_json=author.as_json,
    )


@app.command()
@with_options
def leave(
    group: Named,
    site: Site,
    at: At = None,
    *,
    author: Author,
) -> None:
    """Let a site belong to a group only up to a moment."""

    async def leaving(conn: Connection) -> None:
        known = await groups.one(conn, group, now=now())
        found = await places.site(conn, site, now=now())
        until = moment_of(at, found["time_zone"], present=now())
        await groups.leave(conn, known["id"], found["id"], until=until)

    _, effect = act(author, leaving, moment=now())
    shown.told(
        {"group": group, "site": site},
        [f"{site} no longer belongs to {group}"],
        effect,
        as_json=author.as_json,
    )


@app.command()
@with_options
def retire(
    group: Named,
    at: At = None,
    *,
    author: Author,
) -> None:
    """Leave a group out of lists from now on."""
    moment = moment_of(at, "Europe/Berlin", present=now())

    async def retiring(conn: Connection) -> None:
        found = await groups.one(conn, group, now=now())
        await groups.change(conn, found["id"], name=None, remarks=None, retired_at=moment)

    _, effect = act(author, retiring, moment=now())
    shown.told({"group": group}, [f"group {group} is retired"], effect, as_json=author.as_json)
