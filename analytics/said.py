"""What people say of a datastream, or of a property at a site, for a time."""

from dataclasses import dataclass

from analytics.spans import Span
from devices.properties import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's word for a time, see `store/migrations/0002_registry.sql`."""

    kind: str
    span: Span
    factor: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a site expects of a measured property for a time.

    Parameters
    ----------
    kind
        `expected_least`, `expected_greatest` or `expected_rate`.
    value
        The least or greatest value that is not doubted [unit of the property], or the fastest
        change. [unit of the property/h]
    """

    observed: Property
    kind: str
    span: Span
    value: float
