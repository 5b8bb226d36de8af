"""`wegwarte group`: sites that belong together for a planner, each from when to when."""

from typing import Annotated

import typer

from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.registry.acting import At, Author, Who, Why, act, ask, moment_of, now
from cli.registry.sites import Retired, identifier
from devices.names import slug
from store.inventory import places
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
Named = Annotated[str, typer.Argument(help="Id of the group.")]
Site = Annotated[str, typer.Argument(help="Id or alias of the site.")]


@app.callback()
def about() -> None:
    """List, show, add, change and retire groups of sites."""


@app.command("list")
def list_(
    retired: Retired = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the groups with the sites that belong to them now."""
    found = ask(data, database_url, lambda c: places.groups(c, now=now(), retired=retired))
    shown.show(found, "id name sites retired_at", as_json=as_json, none="no group yet")


@app.command()
def show(
    group: Named, data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Show a group with every membership there was."""
    found = ask(data, database_url, lambda c: places.group(c, group, now=now()))
    shown.card(found, as_json=as_json)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Its name; the id is made of it.")],
    id_: Annotated[str | None, typer.Option("--id", help="Another id than the one made.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="A site in it; repeatable.")] = None,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Add a group; the sites named belong to it since ever."""
    new = identifier(id_ or slug(name))

    async def adding(conn: Connection) -> None:
        await places.add_group(conn, new, name=name, remarks=remarks)
        for one in site or []:
            found = await places.site(conn, one, now=now())
            await places.join_group(conn, new, found["id"], since=None)

    act(Author(data=data, database_url=database_url, who=who, why=why), adding, moment=now())
    shown.told({"added": new}, [f"group {new} is added"], None, as_json=as_json)


@app.command()
def change(
    group: Named,
    name: Annotated[str | None, typer.Option(help="Its name; the id stays.")] = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Change name or remarks of a group."""

    async def changing(conn: Connection) -> None:
        found = await places.group(conn, group, now=now())
        await places.change_group(conn, found["id"], name=name, remarks=remarks)

    act(Author(data=data, database_url=database_url, who=who, why=why), changing, moment=now())
    typer.echo(f"group {group} is changed")


@app.command()
def join(
    group: Named,
    site: Site,
    at: At = None,
    ever: Annotated[bool, typer.Option("--ever", help="Since ever instead of --at.")] = False,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a site belong to a group from a moment on."""

    async def joining(conn: Connection) -> None:
        known = await places.group(conn, group, now=now())
        found = await places.site(conn, site, now=now())
        since = None if ever else moment_of(at, found["time_zone"], present=now())
        await places.join_group(conn, known["id"], found["id"], since=since)

    act(Author(data=data, database_url=database_url, who=who, why=why), joining, moment=now())
    typer.echo(f"{site} belongs to {group}")


@app.command()
def leave(
    group: Named,
    site: Site,
    at: At = None,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a site belong to a group only up to a moment."""

    async def leaving(conn: Connection) -> None:
        known = await places.group(conn, group, now=now())
        found = await places.site(conn, site, now=now())
        until = moment_of(at, found["time_zone"], present=now())
        await places.leave_group(conn, known["id"], found["id"], until=until)

    act(Author(data=data, database_url=database_url, who=who, why=why), leaving, moment=now())
    typer.echo(f"{site} no longer belongs to {group}")


@app.command()
def retire(
    group: Named,
    at: At = None,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Leave a group out of lists from now on."""
    moment = moment_of(at, "Europe/Berlin", present=now())

    async def retiring(conn: Connection) -> None:
        found = await places.group(conn, group, now=now())
        await places.change_group(conn, found["id"], name=None, remarks=None, retired_at=moment)

    act(Author(data=data, database_url=database_url, who=who, why=why), retiring, moment=now())
    typer.echo(f"group {group} is retired")
