"""`wegwarte up`: everything on one machine, as children that are watched."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

import typer


def command(
    demo: bool = typer.Option(False, "--demo", help="With real sample data and live sensors."),
    data: Path | None = typer.Option(
        None, envvar="WEGWARTE_DATA_DIR", help="The data folder.", show_default="per user"
    ),
    http_port: int | None = typer.Option(
        None, envvar="WEGWARTE_HTTP_PORT", min=1, max=65535, show_default="8080 or the next free"
    ),
    mqtt_port: int | None = typer.Option(
        None, envvar="WEGWARTE_MQTT_PORT", min=1, max=65535, show_default="1883 or the next free"
    ),
    http_host: str = typer.Option(
        "127.0.0.1", envvar="WEGWARTE_HTTP_HOST", help="Where the page listens."
    ),
    mqtt_host: str = typer.Option(
        "127.0.0.1",
        envvar="WEGWARTE_MQTT_HOST",
        help="Where our broker listens; elsewhere only with --require-credentials.",
    ),
    require_credentials: bool = typer.Option(
        False,
        "--require-credentials",
        envvar="WEGWARTE_REQUIRE_CREDENTIALS",
        help="Our broker lets in only devices with a credential.",
    ),
    database_url: str | None = typer.Option(
        None, envvar="WEGWARTE_DATABASE_URL", help="Use this PostgreSQL instead of our own."
    ),
    mqtt_url: str | None = typer.Option(
        None, envvar="WEGWARTE_MQTT_URL", help="Use this MQTT broker instead of our own."
    ),
    municipality: str = typer.Option(
        "telgte", envvar="WEGWARTE_MUNICIPALITY", help="Whose devices: the id in their topics."
    ),
    only: str | None = typer.Option(
        None, help="Start only these parts and what they need, such as `postgres,nats`."
    ),
) -> None:
    """Start everything on this machine and print the address; Ctrl-C stops it."""
    from cli import running
    from cli.folder import check_demo, clear_leftovers, locked
    from cli.one_machine import OneMachine
    from cli.plan import Plan
    from cli.reachable import check_access, check_broker
    from cli.settings import default_data_folder, environment
    from cli.wanted import Wanted
    from devices.topics import is_identifier

    if not is_identifier(municipality):
        raise typer.BadParameter(
            f"--municipality {municipality!r} stands in every topic: use lower-case letters, "
            "digits and hyphens, at most 64, such as muenster-west"
        )
    env = environment()
    parts = None if only is None else only.split(",")
    if parts is None or "api" in parts:
        check_access(http_host, env)
    if mqtt_url is None:
        check_broker(mqtt_host, require_credentials=require_credentials)
    folder = data or default_data_folder(env, root=os.geteuid() == 0, demo=demo)
    folder = folder.absolute()
    signal.signal(signal.SIGTERM, _interrupt)  # until the supervisor listens
    with locked(folder):
        check_demo(folder, demo=demo)
        left = clear_leftovers(folder)
        wanted = Wanted(
            folder=folder,
            demo=demo,
            http_host=http_host,
            http_port=http_port,
            mqtt_port=mqtt_port,
            mqtt_host=mqtt_host,
            require_credentials=require_credentials,
            database_url=database_url,
            mqtt_url=mqtt_url,
            municipality=municipality,
            environment=env,
            words=tuple(sys.argv[1:]),
        )
        try:
            OneMachine(Plan(wanted), left=left).run(parts)
        finally:
            running.remove(folder)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
