"""What the simulator reads from the environment."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables, each named `WEGWARTE_<FIELD>`."""

    model_config = SettingsConfigDict(env_prefix="WEGWARTE_", frozen=True)

    mqtt_url: str | None = None
    """The broker, `mqtt://[user:password@]host:port` or `mqtts://…`."""
    municipality: str | None = None
    """Under which name the devices publish; without it, the fleet's own."""
