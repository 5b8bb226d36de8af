"""`wegwarte simulate`: publish as a fleet of simulated devices."""

import json
import sys
from pathlib import Path

import typer

from cli.failure import FailedError


def command(
    fleet: str = typer.Argument(help="A fleet file, or the name of a shipped fleet (telgte)."),
    mqtt_url: str | None = typer.Option(
        None,
        envvar="WEGWARTE_MQTT_URL",
        help="The broker, mqtt://[user:password@]host:port; else that of the running instance.",
    ),
    municipality: str | None = typer.Option(
        None,
        envvar="WEGWARTE_MUNICIPALITY",
        help="Under which name; else that of the running instance, beside a broker the fleet's.",
    ),
    seed: int | None = typer.Option(
        None, help="Other numbers, as plausible; else the fleet's own."
    ),
    speed: str = typer.Option(
        "1", help="Of the history: 60 lives an hour in a minute; max: as fast as the broker takes."
    ),
    history: str = typer.Option("0", help="Switched on so long ago: 6h, 24h. Caught up at once."),
    since: str | None = typer.Option(
        None, help="In place of a history: switched on exactly then, 2026-11-16T00:00Z."
    ),
    until: str | None = typer.Option(None, help="Stop when the simulated time is there."),
    duration: str | None = typer.Option(None, help="Stop after so long: 30s, 15min."),
    truth: Path | None = typer.Option(None, help="Write down every reading and its PUBACK here."),
    run: Path | None = typer.Option(
        None, help="A folder for what really happened: `wegwarte verify` compares with it."
    ),
    data: Path | None = typer.Option(None, envvar="WEGWARTE_DATA_DIR", help="The data folder."),
    as_json: bool = typer.Option(False, "--json", help="Print the counts for programs."),
) -> None:
    """Publish as a fleet of simulated devices, until Ctrl-C."""
    from cli import running
    from firmware_sim import program
    from firmware_sim.fleet import FleetError
    from firmware_sim.fleet_file import load

    def tell(sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    if municipality is None and mqtt_url is None:
        municipality = running.find(data).municipality
    try:
        request = program.Request(
            mqtt_url=running.mqtt_url(data, mqtt_url),
            municipality=municipality,
            seed=seed,
            speed=speed,
            history=history,
            duration=duration,
            truth=truth,
            run=run,
            since=since,
            until=until,
        )
        report = program.run(load(fleet), request, tell)
    except FleetError as why:
        raise FailedError(str(why)) from why
    except ValueError as why:
        raise typer.BadParameter(str(why)) from why
    if report["messages_open"] and not report["messages_acked"]:
        raise FailedError(
            f"{report['messages_open']:,} messages and no broker that took one: "
            "start it with `wegwarte up`, or name another with --mqtt-url"
        )
    if as_json:
        typer.echo(json.dumps(report))
    else:
        typer.echo(
            "\n".join(f"{count:>10,}  {name.replace('_', ' ')}" for name, count in report.items())
        )
