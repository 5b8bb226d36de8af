"""Where sensors look and where directions lead, compared between the rows of a file.

Said once of a device or a direction it holds for its other rows: the opposite direction leads the
opposite way.
"""

from collections.abc import Iterator
from dataclasses import replace

from cli.registry.sheet.columns import Column
from cli.registry.sheet.wanted import Reading, Wanted
from devices import orientation
from devices.names import slug

#: Two directions of a site lead further apart than this, whatever bend the road has. [degrees]
_OPPOSITE: float = 90.0


def complete(reading: Reading) -> None:
    """Let rows know what others say of their sensor and direction; refuse contradictions."""
    looks: dict[str, Wanted] = {}
    leads: dict[str, dict[str, Wanted]] = {}
    for one in list(reading.wanted):
        if one.looks_deg is not None:
            first = looks.setdefault(slug(one.ident.text), one)
            if first.looks_deg != one.looks_deg:
                reading.refuse(one.line, one.wrong(Column.LOOKS, _other_view(one, first)))
                continue
        if one.site is not None and one.direction is not None and _leads(one) is not None:
            said = leads.setdefault(slug(one.site), {})
            sentence = next(_contradictions(one, said), None)
            if sentence is not None:
                column = Column.DIRECTION if one.leads_deg is None else Column.LEADS
                reading.refuse(one.line, one.wrong(column, sentence))
                continue
            said.setdefault(one.direction.lower(), one)
    reading.wanted = [
        replace(
            one,
            looks_deg=looks[slug(one.ident.text)].looks_deg
            if slug(one.ident.text) in looks
            else None,
            leads_deg=_led(one, leads.get(slug(one.site or ""), {})),
        )
        for one in reading.wanted
    ]


def _leads(one: Wanted) -> float | None:
    """Return where the direction of a row leads: as it says, or as the direction is called."""
    if one.leads_deg is not None or one.direction is None or len(one.direction) < len("Ost"):
        return one.leads_deg
    try:
        return None if one.direction.isdecimal() else orientation.lead(one.direction)
    except ValueError:
        return None


def _led(one: Wanted, said: dict[str, Wanted]) -> float | None:
    """Return where the direction of a row leads, by another row of it or of the opposite one."""
    if one.direction is None or _leads(one) is not None:
        return _leads(one)
    same = said.get(one.direction.lower())
    if same is not None:
        return _leads(same)
    opposite = next((_leads(other) for other in said.values()), None)
    return None if opposite is None else (opposite + 180) % 360


def _contradictions(one: Wanted, said: dict[str, Wanted]) -> Iterator[str]:
    leads = _leads(one) or 0.0
    for name, other in said.items():
        told = _leads(other) or 0.0
        apart = orientation.apart_deg(leads, told)
        same = one.direction is not None and name == one.direction.lower()
        if same == (apart >= _OPPOSITE):
            which = "it" if same else f"the other direction, {other.direction!r},"
            yield (
                f"{one.direction!r} leads to {leads:g}°, and in row {other.line} {which} leads to "
                f"{told:g}°: one of the two cannot be"
            )


def _other_view(one: Wanted, first: Wanted) -> str:
    return (
        f"{one.ident.text} looks to {one.looks_deg:g}°, and in row {first.line} to "
        f"{first.looks_deg:g}°: a sensor looks one way"
    )
