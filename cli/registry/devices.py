"""`wegwarte device`: hardware, and what happens to it in its place."""

from typing import Annotated, Any

import typer

from cli import credential, health
from cli.failure import FailedError
from cli.options import with_options
from cli.registry import device_changes, shown
from cli.registry.acting import Author, Reader, act, moment_of, now
from cli.registry.naming import dev_eui, device_id
from cli.registry.sites import Retired
from cli.registry.whereabouts import ZONE, Named
from store.inventory import deployments, fleet, shipped
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
device_changes.add_to(app)
app.add_typer(credential.app, name="credential")
app.command("health")(health.command)
_COLUMNS = "id model name life sites installed_at accepted_at heard_at aliases retired_at"


@app.callback()
def about() -> None:
    """List, show, add and change devices; accept, swap, move, turn, recalibrate, retire them."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Option(help="Only those deployed at this site.")] = None,
    model: Annotated[str | None, typer.Option(help="Only this model.")] = None,
    life: Annotated[fleet.Life | None, typer.Option(help="Only those in this state.")] = None,
    retired: Retired = False,
    *,
    reader: Reader,
) -> None:
    """List the devices with their life, where they are and when they last spoke."""
    every = retired or life is fleet.Life.RETIRED
    found = reader.ask(
        lambda c: fleet.devices(c, now=now(), site=site, model=model, retired=every),
    )
    kept = [one for one in found if life in {None, one["life"]}]
    for one in kept if not reader.as_json else []:
        one["aliases"] = [a["alias"] for a in one["aliases"] if a["alias"] != one["id"]]
    none = "no such device"
    if not found and site is None and model is None:
        none = "no device yet: `wegwarte device add NAME --model MODEL`"
    shown.show(kept, _COLUMNS, as_json=reader.as_json, none=none)


@app.command()
@with_options
def show(device: Named, *, reader: Reader) -> None:
    """Show a device with everything it was deployed at."""

    async def whole(conn: Connection) -> dict[str, Any]:
        found = await fleet.device(conn, device, now=now())
        return found | {
            "deployments": await deployments.listed(conn, device=found["id"]),
            "notices": [one.sentence() for one in await shipped.renamed(conn, device=found["id"])],
        }

    shown.card(reader.ask(whole), as_json=reader.as_json)


@app.command()
@with_options
def add(
    device: Annotated[
        str | None,
        typer.Argument(help="Its id, as in native topics; without it the DevEUI or serial number."),
    ] = None,
    model: Annotated[str, typer.Option(help="Its model; `wegwarte model list` shows them.")] = "",
    dev_eui_: Annotated[
        str | None, typer.Option("--dev-eui", help="Its DevEUI, in any spelling.")
    ] = None,
    serial: Annotated[str | None, typer.Option(help="Its serial number.")] = None,
    server_id: Annotated[
        str | None, typer.Option(help="What the network server calls it (`device_id`).")
    ] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Another name; repeatable.")] = None,
    name: Annotated[str, typer.Option(help="For people.")] = "",
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    installed_at: Annotated[str | None, typer.Option(help="When it came to its place.")] = None,
    accepted_at: Annotated[
        str | None, typer.Option(help="Readings count from then on; see `device accept`.")
    ] = None,
    *,
    author: Author,
) -> None:
    """Register a device; its messages are read from now on, and count once it is accepted."""
    named = device or dev_eui_ or serial
    if named is None:
        raise FailedError("give an id, --dev-eui or --serial: a device needs a name")
    if not model:
        raise FailedError("--model is missing: the model says what the device measures")
    aliases = [("name", one) for one in alias or []]
    if dev_eui_ is not None:
        aliases.append(("dev_eui", dev_eui(dev_eui_)))
    if serial is not None:
        aliases.append(("serial", serial.strip()))
    if server_id is not None:
        aliases.append(("server_id", server_id.strip()))
    new = fleet.NewDevice(
        id=device_id(named),
        model=model,
        name=name,
        remarks=remarks,
        installed_at=None if installed_at is None else moment_of(installed_at, ZONE, present=now()),
        accepted_at=None if accepted_at is None else moment_of(accepted_at, ZONE, present=now()),
        aliases=aliases,
    )
    _, effect = act(author, lambda c: fleet.add(c, new), moment=now())
    shown.told(
        {"added": new.id}, [f"device {new.id} is registered"], effect, as_json=author.as_json
    )


@app.command()
@with_options
def change(
    device: Named,
    model: Annotated[str | None, typer.Option(help="Its model.")] = None,
    name: Annotated[str | None, typer.Option(help="For people.")] = None,
    remarks: Annotated[str | None, typer.Option(help="For people.")] = None,
    installed_at: Annotated[str | None, typer.Option(help="When it came to its place.")] = None,
    out_of_service_at: Annotated[
        str | None, typer.Option(help="Since when it is out of service.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="It is in service again.")] = False,
    alias: Annotated[list[str] | None, typer.Option(help="Another name; repeatable.")] = None,
    *,
    author: Author,
) -> None:
    """Change what is given of a device; the rest stays."""

    def moment(text: str | None) -> object:
        return None if text is None else moment_of(text, ZONE, present=now())

    wish = {
        "model": model,
        "name": name,
        "remarks": remarks,
        "installed_at": moment(installed_at),
        "out_of_service_at": moment(out_of_service_at),
        "back": back or None,
    }

    async def changing(conn: Connection) -> dict[str, Any]:
        found = await fleet.device(conn, device, now=now())
        done = await fleet.change(conn, found["id"], wish, now=now())
        for one in alias or []:
            done |= await fleet.add_alias(conn, found["id"], kind="name", alias=one)
        return {"device": found["id"], "changed": done}

    said, effect = act(author, changing, moment=now())
    line = f"device {said['device']} is changed" if said["changed"] else "nothing differs"
    shown.told(said, [line], effect, as_json=author.as_json)
