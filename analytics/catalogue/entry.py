"""What is said of an indicator: name, unit, method, how to read it and what it is mistaken for."""

from dataclasses import dataclass
from typing import Literal

Total = Literal["sum", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An indicator in one language."""

    name: str
    unit: str
    method: str
    reading_aid: str
    not_to_confuse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Something that is said beside a number."""

    key: str
    unit: str
    de: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An indicator.

    Parameters
    ----------
    key
        Its name in URLs and tables: the field's English term in snake case.
    number
        Its place in the catalogue of indicators, such as `B7`.
    unit
        In answers, where the mode does not say it.
    total
        `sum`: the total adds the values; `mean`: it is the indicator of the whole window.
    parameters
        Query parameters that mean something for it, beside window and bucket.
    source
        Where the definition comes from.
    method_version
        Raised whenever the formula changes; travels with every number.
    details
        What is said beside the number.
    """

    key: str
    number: str
    unit: str
    total: Total
    parameters: tuple[str, ...]
    source: str
    method_version: int
    de: Words
    en: Words
    details: tuple[Detail, ...] = ()
