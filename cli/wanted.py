"""What was asked of `wegwarte up`."""

from dataclasses import dataclass
from pathlib import Path

from cli.embedded.ports import LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person asked for; a port of None may be moved, a port given may not."""

    folder: Path
    demo: bool
    http_host: str
    http_port: int | None
    mqtt_port: int | None
    database_url: str | None
    mqtt_url: str | None
    municipality: str
    environment: dict[str, str]
    mqtt_host: str = LOOPBACK
    require_credentials: bool = False  #: at the broker
    words: tuple[str, ...] = ()  #: the command's own words, to say it again with another port
