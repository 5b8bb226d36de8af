"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="WEGWARTE_DATA_DIR", help="The data folder of the `wegwarte up` to use."
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url", envvar="WEGWARTE_DATABASE_URL", help="This database instead of its own."
    ),
]
MqttUrl = Annotated[
    str | None,
    typer.Option("--mqtt-url", envvar="WEGWARTE_MQTT_URL", help="This broker instead of its own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
