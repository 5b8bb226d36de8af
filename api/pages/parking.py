"""The card of a car park or of sensed bays: how many spaces are free, of how many."""

from dataclasses import replace
from datetime import timedelta

from api.pages.card import Card, Figure, Place, bare_card
from api.pages.spark import Spark
from devices.properties import BayState, OperatingState, Property
from devices.quality import Flag
from store.pages import NewestValue


def parking_card(place: Place, spark: Spark | None) -> Card:
    """Return the card; a value that no longer holds is shown with its time, never as now."""
    bays = [value for value in place.values if value.property == Property.BAY_STATE]
    free = next((v for v in place.values if v.property == Property.FREE_SPACES), None)
    if free is not None and free.time is not None:
        shown = _counted(place, free)
    elif any(bay.time is not None for bay in bays):
        shown = _sensed(place, bays)
    else:
        shown = ([], [], None, "")
    figures, notes, share, marker = shown
    head = figures[0] if figures else None
    return replace(
        bare_card(place),
        figures=figures,
        notes=notes,
        share=share,
        spark=spark,
        marker=marker,
        said=_said(place, head, notes) if head else "",
    )


def _said(place: Place, head: Figure, notes: list[str]) -> str:
    """Return what is read out: the figure, and in doubt why."""
    told = f"{place.site.name}: {head.value} {head.label}"
    doubt = place.language.say("full_or_closed")
    return f"{told}: {doubt}" if doubt in notes else told


def holds(place: Place, value: NewestValue) -> bool:
    """Whether a state still counts as known, by the time it holds at most."""
    hold = timedelta(seconds=value.hold_max_s or 0)
    return value.time is not None and place.now - value.time <= hold


Shown = tuple[list[Figure], list[str], float | None, str]


def _counted(place: Place, free: NewestValue) -> Shown:
    say, number = place.language.say, place.language.number
    recorded = place.state == "recorded"
    valid = recorded or holds(place, free)
    operating = next((v for v in place.values if v.property == Property.OPERATING_STATE), None)
    closed = (
        operating is not None
        and operating.value == OperatingState.CLOSED
        and (recorded or holds(place, operating))
    )
    notes = []
    if not valid:
        notes.append(_as_of(place, free))
    capacity = place.site.capacity
    if closed:
        return [Figure(value=say("closed"), label="", main=True)], notes, None, say("closed")
    if not valid or free.value is None:
        figure = Figure(value=say("state_unknown"), label="", main=True)
        return [figure], notes, None, "?"
    value = number(free.value)
    label = say("free") if capacity is None else say("free_of", total=number(capacity))
    share = _share(free.value, capacity)
    if free.quality == Flag.SUSPECT and free.value <= 0:
        # No share and no bar: a full one would be read as "full", which nobody knows.
        notes.insert(0, say("full_or_closed"))
        return [Figure(value=value, label=label, main=True)], notes, None, "?"
    if free.quality == Flag.SUSPECT:
        notes.append(say("doubtful_value"))
    if share is not None:
        notes.insert(0, say("occupied_share", percent=place.language.percent(share)))
    return [Figure(value=value, label=label, main=True)], notes, share, value


def _sensed(place: Place, bays: list[NewestValue]) -> Shown:
    say, number = place.language.say, place.language.number
    known = [bay for bay in bays if bay.value is not None and holds(place, bay)]
    if not known:
        figure = Figure(value=say("state_unknown"), label="", main=True)
        return [figure], [], None, "?"
    free = sum(bay.value == BayState.VACANT for bay in known)
    share = 1 - free / len(known)
    notes = [say("occupied_share", percent=place.language.percent(share))]
    if len(known) < len(bays):
        told = say("spaces_known", known=number(len(known)), total=number(len(bays)))
        notes.append(told)
    label = say("free_of", total=number(len(known)))
    return [Figure(value=number(free), label=label, main=True)], notes, share, number(free)


def _share(free: float, capacity: float | None) -> float | None:
    """Return the occupied share, kept within 0 and 1: balances of barriers drift."""
    return None if not capacity else min(max(1 - free / capacity, 0.0), 1.0)


def _as_of(place: Place, free: NewestValue) -> str:
    if free.time is None:
        raise ValueError("a value without a time is not `as of` anything")
    moment = place.language.moment(place.local(free.time))
    return f"{moment}: {place.language.number(free.value)} {place.language.say('free')}"
