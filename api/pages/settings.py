"""What the page is told beside the settings of the API: where the broker is, and whose data."""

from functools import cache
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_MQTT_PORT = 1883


class PageSettings(BaseSettings):
    """Each field is the environment variable `WEGWARTE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="WEGWARTE_", frozen=True, extra="ignore")

    mqtt_url: SecretStr | None = None
    """The broker; the checklist of a fresh installation says whether it answers."""
    municipality: str = ""
    """Whose data these are; stands in the head of every page."""

    def broker(self) -> tuple[str, int] | None:
        """Return host and port of the broker; None when none is set."""
        if self.mqtt_url is None:
            return None
        parts = urlsplit(self.mqtt_url.get_secret_value())
        return None if parts.hostname is None else (parts.hostname, parts.port or _MQTT_PORT)


@cache
def page_settings() -> PageSettings:
    """Return the settings, read when first asked for."""
    return PageSettings.model_validate({})
