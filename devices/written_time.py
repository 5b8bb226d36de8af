"""Times as devices write them: `31/12/2026 14:05:00`, read by a format and the zone it is in.

A format is written as the time itself, with letters for its digits: `dd/mm/yyyy HH:MM:SS`.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Letters of a format -> the part of a time, and the digits it takes when another one follows.
_LETTERS: Final = {
    "yyyy": ("year", r"\d{4}"),
    "yy": ("short_year", r"\d{2}"),
    "mmm": ("name", r"[A-Za-z]{3,9}\.?"),
    "mm": ("month", r"\d{2}"),
    "dd": ("day", r"\d{2}"),
    "HH": ("hour", r"\d{2}"),
    "hh": ("half", r"\d{2}"),
    "MM": ("minute", r"\d{2}"),
    "SS": ("second", r"\d{2}"),
    "ff": ("fraction", r"\d{1,9}"),
    "AM": ("noon", r"[AaPp]\.?[Mm]\.?"),
    "Z": ("offset", r"Z|[+-]\d{2}:?\d{2}"),
}
_TOKEN: Final = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_OFFSET: Final = re.compile(r"Z|[+-]\d{2}:\d{2}")
MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)


def fault_of_format(form: str) -> str | None:
    """Return what is wrong with a format, None where nothing is."""
    try:
        parts = set(_pattern(form).groupindex)
    except ValueError as why:
        return str(why)
    if not {"year", "short_year"} & parts or not {"month", "name"} & parts or "day" not in parts:
        return f"{form!r} needs year (yyyy or yy), month (mm or mmm) and day (dd)"
    if {"hour", "half"} <= parts or ("half" in parts) != ("noon" in parts):
        return f"{form!r} needs HH, or hh together with AM"
    if {"hour", "half"} & parts:
        return None
    return f"{form!r} has no hour: HH, or hh with AM; `mm` is the month and `MM` the minutes"


def fault_of_zone(zone: str) -> str | None:
    """Return what is wrong with a zone, None where nothing is."""
    try:
        zone_of(zone)
    except ValueError as why:
        return str(why)
    return None


@lru_cache(maxsize=64)
def zone_of(zone: str) -> tzinfo:
    """Return a zone: `Z`, `+01:00` or `Europe/Berlin`.

    Raises
    ------
    ValueError
        There is no such zone.
    """
    if _OFFSET.fullmatch(zone):
        return timezone(_offset(zone))
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise ValueError(f"{zone!r} is no zone: write Z, +01:00 or Europe/Berlin") from why


def read(text: str, form: str) -> datetime:
    """Read a time; without a zone where the format has no `Z`.

    Raises
    ------
    ValueError
        The text is not as the format says, or no such time exists.

    Examples
    --------
    >>> read("31/12/2026 14:05:00", "dd/mm/yyyy HH:MM:SS")
    datetime.datetime(2026, 12, 31, 14, 5)
    """
    found = _pattern(form).fullmatch(text.strip())
    if found is None:
        raise ValueError(f"it is not written as {form}")
    part = found.groupdict()
    offset = part.get("offset")
    return datetime(
        int(part.get("year") or 2000 + int(part.get("short_year") or 0)),
        _month(part["name"]) if part.get("name") else int(part["month"] or 0),
        int(part["day"] or 0),
        _hour(part),
        int(part.get("minute") or 0),
        int(part.get("second") or 0),
        int((part.get("fraction") or "0").ljust(6, "0")[:6]),
        tzinfo=None if offset is None else timezone(_offset(offset)),
    )


def placed(local: datetime, zone: str) -> datetime:
    """Return a time without a zone as an instant in its zone.

    Raises
    ------
    ValueError
        The change of the clocks has it twice or never.
    """
    first, second = (local.replace(tzinfo=zone_of(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise ValueError(f"it is twice or never in {zone}")
    return first


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    """Return what a format matches; digits that stand alone may lack their zero in front."""
    pieces: list[str] = []
    at, seen = 0, set[str]()
    for token in _TOKEN.finditer(form):
        name, digits = _LETTERS[token[0]]
        if name in seen:
            raise ValueError(f"{form!r} says {token[0]} twice")
        seen.add(name)
        _refuse_letters(form, form[at : token.start()])
        alone = token.start() > at or at == 0
        followed = _TOKEN.match(form, token.end()) is not None
        if digits == r"\d{2}" and alone and not followed and name != "short_year":
            digits = r"\d{1,2}"
        pieces += [re.escape(form[at : token.start()]), f"(?P<{name}>{digits})"]
        at = token.end()
    _refuse_letters(form, form[at:])
    return re.compile("".join([*pieces, re.escape(form[at:])]))


def _refuse_letters(form: str, between: str) -> None:
    unknown = re.search(r"[A-SU-Za-z%]+", between)  # T stands between date and time
    if unknown is not None:
        raise ValueError(
            f"{unknown[0]!r} of {form!r} is no part of a time: write yyyy or yy, mm or mmm, dd, HH "
            "or hh, MM, SS, ff, AM and Z, as dd/mm/yyyy HH:MM:SS"
        )


def _hour(part: dict[str, str | None]) -> int:
    if part.get("half") is None:
        return int(part.get("hour") or 0)
    half = int(part["half"] or 0)
    if not 1 <= half <= 12:
        raise ValueError("its hour is not 1 to 12")
    return half % 12 + (12 if str(part["noon"]).lower().startswith("p") else 0)


def _month(name: str) -> int:
    if name[:3].lower() not in MONTHS:
        raise ValueError(f"{name!r} is no month")
    return MONTHS.index(name[:3].lower()) + 1


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta(0)
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timedelta(minutes=-minutes if text.startswith("-") else minutes)
