"""What the API can be told: environment variables `WEGWARTE_…`, read once."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Access = Literal["loopback", "password", "proxy-header", "public"]
Network = IPv4Network | IPv6Network
_LOOPBACK_NAMES: Final = frozenset({"localhost", "localhost."})


class Settings(BaseSettings):
    """Each field is the environment variable `WEGWARTE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="WEGWARTE_", frozen=True, extra="ignore")

    database_url: str
    """PostgreSQL, as `postgresql://user:password@host:port/database`."""
    http_host: str = "127.0.0.1"
    """Address to listen on."""
    http_port: int = Field(default=8080, ge=0, le=65_535)
    """Port to listen on."""
    public_url: str | None = None
    """The address people use, as `https://mobility.example.org/`; https makes cookies Secure."""
    demo: bool = False
    """Whether the data are the demo's; the page says so."""
    access: Access = "loopback"
    """Who may read: `loopback` (this machine), `password`, `proxy-header` or `public`."""
    password_hash: SecretStr | None = None
    """For `password`: what `wegwarte serve --hash-password` prints (argon2)."""
    session_age_max_s: int = Field(default=12 * 3600, ge=60)
    """A login ends after this time."""
    login_attempts_max: int = Field(default=10, ge=1)
    """Failed logins of one address within `login_window_s`; then it has to wait."""
    login_window_s: int = Field(default=900, ge=1)
    """See `login_attempts_max`."""
    proxy_header: str = "X-Remote-User"
    """For `proxy-header`: the header in which the proxy names the user it has let in."""
    proxy_addresses: Annotated[tuple[Network, ...], NoDecode] = ()
    """For `proxy-header`: addresses or networks of the proxy, separated by commas."""
    metrics_addresses: Annotated[tuple[Network, ...], NoDecode] = ()
    """Addresses or networks that may read `/metrics` without a login, separated by commas."""
    database_connections_max: int = Field(default=4, ge=1)
    """The most connections to the database."""
    statement_timeout_ms: int = Field(default=15_000, ge=100)
    """Bound on every query."""
    query_buckets_max: int = Field(default=40_000, ge=1)
    """The most values one series may have."""
    query_days_max: int = Field(default=4_018, ge=1)
    """The longest window of a series (eleven years)."""
    query_raw_days_max: int = Field(default=400, ge=1)
    """The longest window of readings, ledger and quality."""
    page_items_max: int = Field(default=5_000, ge=1)
    """The most items of one answer; the next ones follow by `next`."""
    live_subscribers_max: int = Field(default=100, ge=1)
    """The most open live streams."""
    live_poll_s: float = Field(default=0.5, gt=0, le=2)
    """How often new values are looked for while somebody listens."""
    live_heartbeat_s: float = Field(default=15.0, gt=0)
    """Silence after which a live stream says that it is still there."""
    push_bytes_max: int = Field(default=256 * 1024, ge=1)
    """The largest message that may be pushed."""
    inbox_messages_max: int = Field(default=100_000, ge=1)
    """So many unread messages, and no more may be pushed until ingest has read some."""

    @field_validator("proxy_addresses", "metrics_addresses", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.access == "loopback" and not is_loopback(self.http_host):
            raise ValueError(
                f"WEGWARTE_HTTP_HOST={self.http_host} can be reached from elsewhere, and "
                "WEGWARTE_ACCESS=loopback asks nobody for a login: set WEGWARTE_ACCESS to "
                "password, proxy-header or public, or WEGWARTE_HTTP_HOST to 127.0.0.1"
            )
        if self.access == "password" and self.password_hash is None:
            raise ValueError(
                "WEGWARTE_ACCESS=password needs WEGWARTE_PASSWORD_HASH: "
                "`wegwarte serve --hash-password` asks for the password and prints it"
            )
        if self.access == "proxy-header" and not self.proxy_addresses:
            raise ValueError(
                "WEGWARTE_ACCESS=proxy-header needs WEGWARTE_PROXY_ADDRESSES, the addresses of "
                "the proxy: from any other address the header would be a claim of the visitor"
            )
        return self

    @property
    def secure(self) -> bool:
        """Whether people reach us by https."""
        return self.public_url is not None and urlsplit(self.public_url).scheme == "https"


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine only.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("[::1]"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    name = host.strip("[]").lower()
    if name in _LOOPBACK_NAMES:
        return True
    address = as_address(name)
    return address is not None and address.is_loopback


def as_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address a text is; None when it is none. IPv4 in IPv6 becomes IPv4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def within(host: str | None, networks: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    address = None if host is None else as_address(host)
    return address is not None and any(address in network for network in networks)
