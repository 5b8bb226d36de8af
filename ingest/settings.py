"""What can be set: `WEGWARTE_…` in the environment, or a TOML file named by `WEGWARTE_CONFIG`."""

import os
import secrets
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from ingest.address import parse_address
from ingest.roads import MQTT_KINDS, NATIVE, filters, usual_qos
from store.pool import Role

_INSTANCE_FILE: Final = "ingest.instance"


class Broker(BaseModel):
    """One MQTT broker to read from.

    Attributes
    ----------
    name
        The word by which the ledger tells this road from others.
    kind
        Whose messages it brings: `native`, or one of `devices.envelopes.catalogue`.
    url
        `mqtt://user:password@host:1883`, or `mqtts://` for TLS.
    topics
        Topic filters; empty: those of its kind.
    qos
        Quality of service; None: that of its kind.
    ca_file, certificate_file, key_file
        TLS: whom we believe (default: the system's authorities), and who we are.
    ca
        The same as `ca_file`, as text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default=NATIVE, pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    kind: str = NATIVE
    url: str
    topics: tuple[str, ...] = ()
    qos: int | None = Field(default=None, ge=0, le=1)
    ca: str = ""
    ca_file: Path | None = None
    certificate_file: Path | None = None
    key_file: Path | None = None

    @property
    def quality(self) -> int:
        """The quality of service to subscribe with."""
        return usual_qos(self.kind) if self.qos is None else self.qos

    def filters(self, municipality: str) -> list[tuple[str, int]]:
        """Return the topic filters to subscribe to, each with its quality of service.

        Raises
        ------
        AddressError, RoadError
            The address cannot be read, or nobody knows the topics of this kind.
        """
        address = parse_address(self.url)
        return filters(
            self.kind, self.topics, municipality=municipality, address=address, qos=self.quality
        )

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in MQTT_KINDS:
            raise ValueError(f"no source is of kind {kind!r}: there are {', '.join(MQTT_KINDS)}")
        return kind


def _data_dir() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/wegwarte")
    share = os.environ.get("XDG_DATA_HOME")  # noqa: TID251 - the rim
    return (Path(share) if share else Path("~/.local/share").expanduser()) / "wegwarte"


class Settings(BaseSettings):
    """Settings of ingest; docs/settings.md explains each."""

    model_config = SettingsConfigDict(env_prefix="WEGWARTE_", frozen=True, extra="ignore")

    database_url: str = ""
    database_role: Role = "wegwarte_ingest"
    mqtt_url: str = ""
    brokers: tuple[Broker, ...] = ()
    municipality: str = "telgte"
    data_dir: Path = Field(default_factory=_data_dir)
    instance: str = ""
    broker_monitor_url: str = ""
    ingest_metrics_port: int = Field(default=0, ge=0, le=65_535)
    log_level: str = "INFO"

    keepalive_s: int = Field(default=300, ge=300)
    window_messages_max: int = Field(default=8_192, ge=1)
    window_bytes_max: int = Field(default=32 * 1024 * 1024, ge=1)
    payload_max_bytes: int = Field(default=256 * 1024, ge=1)
    payload_kept_bytes: int = Field(default=4_096, ge=1)
    batch_messages_max: int = Field(default=2_048, ge=1)
    batch_rows_max: int = Field(default=25_000, ge=1)
    batch_bytes_max: int = Field(default=8 * 1024 * 1024, ge=1)
    batch_age_max_s: float = Field(default=0.1, ge=0, le=60)
    future_max_s: float = Field(default=300.0, ge=0)
    rejected_keep_per_group: int = Field(default=10_000, ge=0)
    registry_refresh_s: float = Field(default=60.0, gt=0)
    sources_poll_s: float = Field(default=2.0, gt=0)
    javascript_processes: int = Field(default=1, ge=1)
    inbox_poll_s: float = Field(default=0.5, gt=0)
    database_answer_max_s: float = Field(default=60.0, gt=0)
    retry_most_s: float = Field(default=5.0, gt=0)
    stop_max_s: float = Field(default=5.0, gt=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then the file; no `.env`, no secrets folder."""
        del dotenv_settings, file_secret_settings
        file = os.environ.get("WEGWARTE_CONFIG")  # noqa: TID251 - the rim
        toml = TomlConfigSettingsSource(settings_cls, toml_file=Path(file) if file else None)
        return init_settings, env_settings, toml

    @model_validator(mode="after")
    def _brokers_differ(self) -> Self:
        names = [broker.name for broker in self.all_brokers()]
        if len(set(names)) < len(names):
            raise ValueError(
                f"brokers share a name ({', '.join(names)}), and so the ledger could not tell "
                "them apart: give each a name of its own"
            )
        return self

    def all_brokers(self) -> tuple[Broker, ...]:
        """Return every broker to read from; `mqtt_url` is the short way to name one."""
        short = (Broker(url=self.mqtt_url),) if self.mqtt_url else ()
        return short + self.brokers

    def client_id(self, broker: Broker | None = None) -> str:
        """Return the name under which a broker keeps our session; of network servers one each."""
        ours = f"wegwarte-ingest-{self.instance_id()}"
        if broker is None or (broker in self.all_brokers() and broker.kind == NATIVE):
            return ours
        return f"{ours}-{broker.name}"

    def instance_id(self) -> str:
        """Return what tells this ingest from others; made once and kept in the data folder."""
        if self.instance:
            return self.instance
        file = self.data_dir / _INSTANCE_FILE
        if not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            new = self.data_dir / f"{_INSTANCE_FILE}.{os.getpid()}"
            new.write_text(secrets.token_hex(16))  # nobody is to guess it: decisions/0016
            new.rename(file)
        return file.read_text().strip()
