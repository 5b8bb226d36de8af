"""The `wegwarte` command.

One module a command; this table is the whole registry. To add one: write `cli/<module>.py` with
a function `command` (or a Typer named `app` for a command with sub-commands) and add its line.
A module is imported only when its command is called, so `wegwarte --help` stays quick.
"""

import sys
from importlib import import_module

import typer

from cli.failure import FailedError

#: command -> (module, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("cli.up", "Start everything on this machine and print the address."),
    "status": ("cli.status", "Tell which parts run, since when, and how far behind they are."),
    "doctor": ("cli.doctor", "Check what this machine offers and name what is missing."),
    "migrate": ("cli.migrate", "Bring the database to the program's schema."),
    "ingest": ("cli.ingest", "Receive messages and store them."),
    "derive": ("cli.derive", "Compute day states and indicators from what is stored."),
    "serve": ("cli.serve", "Answer HTTP: the page and the interfaces."),
    "register": ("cli.register", "Bring the sites and devices of a fleet file into the registry."),
    "simulate": ("cli.simulate", "Publish as a fleet of simulated devices."),
    "site": ("cli.registry.sites", "Places a planner has a question about."),
    "group": ("cli.registry.groups", "Sites that belong together, each from when to when."),
    "device": ("cli.registry.devices", "Hardware: add, accept, swap, move, turn, retire."),
    "datastream": ("cli.registry.datastreams", "What is observed at a site."),
    "deployment": ("cli.registry.deployments", "Which channel counts where, from when to when."),
    "model": ("cli.model", "What kinds of devices can be read; one's own with a decoder."),
    "registry": ("cli.registry.spreadsheet", "The registry as one spreadsheet: form and import."),
    "campaign": ("cli.registry.campaigns", "A device at a site for some weeks."),
    "mark": ("cli.registry.marks", "Call a time anomalous, out of service, calibrated, atypical."),
    "unmark": ("cli.registry.unmark", "Withdraw a mark."),
    "measure": ("cli.registry.measures", "What a town did: for before and after."),
    "holiday": ("cli.registry.holidays", "Days a town keeps beside the holidays of its Land."),
    "manual": ("cli.registry.manual", "What people have counted: form, import, list."),
    "anchor": ("cli.registry.anchor", "How many vehicles stood in a car park at a moment."),
    "check": (
        "cli.registry.check",
        "What somebody saw on site, held against what the sensors said.",
    ),
    "quality": ("cli.quality", "What tests have found in the data, and what people say of it."),
    "before-after": (
        "cli.before_after",
        "Did a measure change anything, measured by control sites.",
    ),
    "forecast": ("cli.forecast", "The next two hours of a site, and how good such forecasts were."),
    "history": ("cli.registry.history", "Who changed what in the registry, when, and why."),
    "verify": ("cli.verify", "Compare what is stored with the truth of a simulated run."),
    "import": ("cli.recordings", "Store recordings; `import list`, `import undo RUN`."),
    "replay": ("cli.replay", "Publish recordings over MQTT, as devices would."),
    "close": ("cli.close", "Close a site, or bays of it, at recurring times."),
    "schema": ("cli.schema", "Print the forms of what goes over the wire."),
    "source": ("cli.source", "Say where messages come from; `source list` tells how each does."),
    "backfill": ("cli.backfill", "Fetch what a network server has kept while nobody listened."),
    "listen": ("cli.listen", "Show messages as they arrive, decoded, with what was refused."),
    "rejected": ("cli.rejected", "Show what could not be read, and try it again."),
    "conflicts": ("cli.conflicts", "Show times with two values, and say which one stands."),
    "redecode": ("cli.redecode", "Read kept messages again by the codec and model of today."),
    "archive": ("cli.archive", "Put the raw readings of past months into files, and back."),
    "key": ("cli.key", "Make, list and revoke API keys."),
    "broker-config": ("cli.broker_config", "Write who may log in at a broker of one's own."),
    "ledger": ("cli.ledger", "Show what was received, stored and rejected, and audit it."),
}


def main(arguments: list[str] | None = None) -> None:
    """Run one command; exit status 0, 1 (failed) or 2 (wrong use)."""
    words = sys.argv[1:] if arguments is None else arguments
    called = next((word for word in words if not word.startswith("-")), None)
    try:
        _application(called)(args=words, prog_name="wegwarte")
    except FailedError as why:
        sys.stderr.write(f"wegwarte: {why}\n")
        sys.exit(1)
    except SystemExit:
        raise  # before the driver is loaded for the next line
    except _unlike_schema() as why:
        said = str(why).splitlines()[0]
        sys.stderr.write(
            f"wegwarte: the database has not the schema of this program ({said}): "
            "run `wegwarte migrate`; `wegwarte up` does so when it starts\n"
        )
        sys.exit(1)


def _unlike_schema() -> tuple[type[Exception], ...]:
    """Return by what the driver says that something is not there; loaded when it is asked."""
    from store.unreachable import UNLIKE_SCHEMA

    return UNLIKE_SCHEMA


def _application(called: str | None) -> typer.Typer:
    """Return the application: the called command whole, of the others only name and help."""
    root = typer.Typer(
        help="Smart-mobility telemetry: from a sensor's message to a number to trust.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # twice as quick, and as readable
    )
    root.callback()(_version_option)
    for name, (module, summary) in COMMANDS.items():
        if name != called:
            root.command(name, help=summary)(_not_called)
            continue
        loaded = import_module(module)
        if hasattr(loaded, "app"):
            root.add_typer(loaded.app, name=name, help=summary)
        else:
            root.command(name, help=loaded.command.__doc__ or summary)(loaded.command)
    return root


def _not_called() -> None:
    raise AssertionError("only the called command is run")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("wegwarte"))
        raise typer.Exit


def _version_option(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


if __name__ == "__main__":
    main()
