"""What was asked of `wegwarte up`."""

from dataclasses import dataclass
from pathlib import Path

from cli.embedded.ports import LOOPBACK

_NO = ("false", "0", "no", "off", "f", "n")  #: as commands read it


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

    @property
    def archives(self) -> bool:
        """Whether raw readings are archived every night: somebody has said how long they stay."""
        kept = self.environment.get("WEGWARTE_RAW_RETENTION_MONTHS", "")
        return (
            bool(kept) and self.environment.get("WEGWARTE_ARCHIVE_NIGHTLY", "").lower() not in _NO
        )
