"""What can be set for derive: `WEGWARTE_…` in the environment, read once at the rim."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from store.pool import Role


class ServiceSettings(BaseSettings):
    """Settings of derive."""

    model_config = SettingsConfigDict(env_prefix="WEGWARTE_", frozen=True, extra="ignore")

    database_url: str = ""
    """Where readings are kept."""
    database_role: Role = "wegwarte_derive"
    """The role that derive takes on."""
    derive_settle_s: int = Field(default=48 * 3600, ge=0)
    """So long after its end a day, month or year becomes final. [s]"""
    derive_poll_s: float = Field(default=5.0, gt=0)
    """How often marks of the running day are looked for; those of days past wake derive. [s]"""
    derive_days_per_transaction_max: int = Field(default=4_000, ge=1)
    """The most days of datastreams that are computed in one transaction."""
    derive_workers: int = Field(default=2, ge=1, le=64)
    """Processes that derive at once where there is much to do, as after an import."""
    derive_statement_max_s: int = Field(default=600, ge=1)
    """Bound on one statement. [s]"""
    derive_findings_poll_s: float = Field(default=300.0, gt=0)
    """How often it is asked whether a site's day has ended and faults are to be looked for. [s]"""
    retry_most_s: float = Field(default=5.0, gt=0)
    """The longest pause before a lost database is tried again. [s]"""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
