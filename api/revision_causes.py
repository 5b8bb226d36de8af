"""Why a number was revised, in words: what marked its days, sorted into six causes."""

from typing import Final

_FOLLOWS: Final = {
    "deployment": "deployment",
    "deployment changed": "deployment",
    "campaign": "deployment",
    "recalibrated": "deployment",
    "turned": "deployment",
    "moved": "deployment",
    "swap": "deployment",
    "accepted": "deployment",
    "retired": "deployment",
    "ended": "deployment",
    "site retired": "deployment",
    "datastream changed": "deployment",
    "datastream retired": "deployment",
    "anomalous": "range",
    "out_of_service": "range",
    "calibrated": "range",
    "atypical": "range",
    "correction": "correction",
    "redecode": "correction",
    "import undo": "correction",
    "again": "method",
    "method": "method",
    "capacity": "fact",
    "opening_hours": "fact",
    "regulated_hours": "fact",
    "regulated hours": "fact",
    "speed_limit": "fact",
    "road_capacity": "fact",
    "lanes": "fact",
    "expected_least": "fact",
    "expected_greatest": "fact",
    "expected_rate": "fact",
    "closure": "fact",
    "closure withdrawn": "fact",
    "time zone": "fact",
    "archive restore": "late_data",
    "clock": "time",
}
WORDS: Final = {
    "late_data": ("Nachgelieferte Daten", "late data"),
    "deployment": ("Geänderte Zuordnung eines Geräts", "a changed deployment"),
    "range": ("Beurteilung eines Zeitraums", "a judgement on a range of time"),
    "correction": ("Berichtigte Daten", "corrected data"),
    "method": ("Geändertes Rechenverfahren", "a changed method"),
    "fact": ("Geänderte Kapazität oder andere Angabe", "a changed capacity or other fact"),
    "time": ("Ablauf der Zeit", "time that has passed"),
}


def kinds(cause: str) -> list[str]:
    """Return the causes behind what marked the days; what names a road of readings is late data.

    Examples
    --------
    >>> kinds("native")
    ['late_data']
    >>> kinds("capacity, clock, correction (import:muenster-bikes)")
    ['correction', 'fact']
    >>> kinds("clock")
    ['time']
    """
    found = {_kind(one) for one in cause.split(", ") if one}
    if len(found) > 1:
        found.discard("time")
    return sorted(found)


def sentence(cause: str) -> dict[str, str]:
    """Return the causes in German and in English."""
    words = [WORDS[kind] for kind in kinds(cause)]
    return {"de": ", ".join(de for de, _ in words), "en": ", ".join(en for _, en in words)}


def _kind(one: str) -> str:
    if one.startswith("undo of run "):
        return "correction"
    return _FOLLOWS.get(one.partition(" (")[0], "late_data")
