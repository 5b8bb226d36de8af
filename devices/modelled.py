"""Decoded fields -> readings, as a model says. Pure: no clock, no registry.

Whether a value is possible is not decided here but where every reading is checked; here a null, a
NaN or a sentinel becomes "the source does not know".
"""

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

import msgspec

from devices import measured
from devices.errors import Cause, RejectedError
from devices.field_paths import Indices, Path, found, leaves, one, word
from devices.measured import UnreadableError
from devices.model import DeviceModel
from devices.native import READINGS_MAX_PER_MESSAGE
from devices.place import Condition, Label, Place
from devices.uplink import Fields

_TRUE: Final = frozenset({"true", "1"})
_ORDER: Final = itemgetter(0)
_N_MAX: Final = 2**31
_CLASS_MAX: Final = 2**15


class Said(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One reading that a frame holds, as a model understands it.

    Its time, of a count the start of its interval, is `starts_us(time of the frame)`.
    """

    channel: str
    value: float | None = None  #: in the unit of the property; None: the source does not know
    time_us: int | None = None  #: the device's own, since 1970; None: the time of the frame
    before_s: float = 0.0  #: so long before the frame it was measured, where `time_us` is None
    duration_s: float | None = None  #: counts: the length of the interval
    n: int | None = None
    speed_km_h: float | None = None
    length_m: float | None = None
    vehicle_class: int | None = None
    doubtful: bool = False
    problem: str = ""  #: not empty: the field is there and cannot be read; set the reading aside

    def starts_us(self, frame_us: int) -> int:
        """Return its time, given when the frame was measured. [us since 1970]."""
        if self.time_us is not None:
            return self.time_us
        return frame_us - round(self.before_s * 1_000_000)


def said(model: DeviceModel, fields: Fields, port: int) -> list[Said]:
    """Return the readings that decoded fields hold.

    Fields that the model does not name are no readings; see `unmapped`. A frame that tells of a
    reset makes the states named there unknown, whatever else it says of them.

    Raises
    ------
    RejectedError
        The model does not hold for frames on this port or for the firmware that the frame tells,
        or there are too many readings.
    """
    if model.ports and port not in model.ports:
        raise RejectedError(
            Cause.PORT_NOT_IN_MODEL,
            f"a frame on port {port}; model {model.id!r} knows {sorted(model.ports)}, and the same "
            "bytes mean something else on another port: add it to `ports` of the model file",
        )
    version = firmware(model, fields) if model.firmware else None
    if version is not None and not model.fits(version):
        raise RejectedError(
            Cause.FIRMWARE_NOT_IN_MODEL,
            f"the device has firmware {version:.40}; model {model.id!r} holds for "
            f"{', '.join(model.firmware)}: give it a model of its firmware, or add the version to "
            "`firmware` of the model file",
        )
    lost = _lost(model, fields)
    readings = [Said(channel=name) for name in lost]
    sought = model.sought
    told = [one for name in fields if name in sought for one in sought[name]]
    if len(told) > 1:
        told.sort(key=_ORDER)  # as in the model file, however the decoder orders its fields
    for _, name, is_passage, is_plain, place in told:
        if name in lost or (place.ports and port not in place.ports):
            continue
        if is_plain and not is_passage:
            readings += _plain(name, place, fields)
        else:
            readings += _readings(name, is_passage, place, fields)
        if len(readings) > READINGS_MAX_PER_MESSAGE:
            raise RejectedError(
                Cause.TOO_MANY_READINGS,
                f"more than {READINGS_MAX_PER_MESSAGE} readings in one frame",
            )
    return readings


def unmapped(model: DeviceModel, fields: Fields) -> list[str]:
    """Return the names of fields that the model neither reads nor names as ignored."""
    known = _known(model)
    return sorted({name for name, _ in leaves(fields) if not known.fullmatch(name)})


def firmware(model: DeviceModel, fields: Fields) -> str | None:
    """Return the firmware version that a frame tells, None where it does not."""
    told = None if model.firmware_path is None else one(fields, model.firmware_path, ())
    return None if told is None else str(told)


def _lost(model: DeviceModel, fields: Fields) -> tuple[str, ...]:
    if model.reset is None or not _hold(model.reset.when, fields, ()):
        return ()
    return model.reset.channels


def _hold(conditions: tuple[Condition, ...], fields: Fields, indices: Indices) -> bool:
    for condition in conditions:
        if word(one(fields, condition.path, indices)) not in condition.words:
            return False
    return True


def _plain(name: str, place: Place, fields: Fields) -> list[Said]:
    """Return readings of the time of the frame, of which nothing but the value is told."""
    readings = []
    length_s, before_s = None, 0.0
    if place.interval is not None:
        length_s = place.interval.length_s
        before_s = (length_s or 0.0) if place.interval.label is Label.END else 0.0
    for indices, raw in found(fields, place.path):
        if place.when and not _hold(place.when, fields, indices):
            continue
        try:
            value = measured.value(place, raw)
        except UnreadableError as why:
            readings.append(Said(channel=name, problem=f"field {place.path.text}: {why}"))
        else:
            readings.append(Said(channel=name, value=value, before_s=before_s, duration_s=length_s))
    return readings


def _readings(name: str, is_passage: bool, place: Place, fields: Fields) -> Iterator[Said]:
    elements = found(fields, place.path)
    for position, (indices, raw) in enumerate(elements):
        if not _hold(place.when, fields, indices):
            continue
        newer = len(elements) - 1 - position
        if place.timing is not None and place.timing.newest_first:
            newer = position
        try:
            value = None if is_passage else _sum(place, fields, indices, raw)
            yield _reading(name, place, (fields, indices, value), newer)
        except UnreadableError as why:
            yield Said(channel=name, problem=f"field {place.path.text}: {why}")


def _sum(place: Place, fields: Fields, indices: Indices, raw: object) -> float | None:
    """Return a value with those that are added to it; None where one of them is not known."""
    told = [raw, *(one(fields, path, indices) for path in place.plus)]
    known = [measured.value(place, each) for each in told]
    return None if None in known else sum(each for each in known if each is not None)


def _reading(name: str, place: Place, at: tuple[Fields, Indices, float | None], newer: int) -> Said:
    fields, indices, value = at

    def beside(path: Path | None) -> float | None:
        return None if path is None else measured.number(one(fields, path, indices))

    time_us, before_s = None, 0.0
    if place.timing is not None and place.timing.path is not None:
        told = one(fields, place.timing.path, indices)
        time_us = measured.time_us(told, place.timing, required=place.path.is_many)
    elif place.timing is not None and place.timing.step_s is not None:
        before_s = newer * place.timing.step_s
    duration_s = None
    if place.interval is not None:
        length = beside(place.interval.path)
        duration_s = measured.duration_s(place.interval, length)
        if place.interval.label is Label.END and time_us is not None:
            time_us -= round(duration_s * 1_000_000)
        elif place.interval.label is Label.END:
            before_s += duration_s
    return Said(
        channel=name,
        value=value,
        time_us=time_us,
        before_s=before_s,
        duration_s=duration_s,
        n=measured.whole(beside(place.n), _N_MAX),
        speed_km_h=beside(place.speed),
        length_m=beside(place.length),
        vehicle_class=measured.whole(beside(place.vehicle_class), _CLASS_MAX),
        doubtful=place.doubtful is not None and word(one(fields, place.doubtful, indices)) in _TRUE,
    )


def _known(model: DeviceModel) -> re.Pattern[str]:
    """Return what matches the name of every field that the model reads or ignores."""
    names: set[str] = set()
    for spec in model.channels.values():
        for place in spec.places:
            names |= {path.name.removesuffix("[]") for path in _paths(place)}
    if model.reset is not None:
        names |= {c.path.name for c in model.reset.when}
    if model.firmware_path is not None:
        names.add(model.firmware_path.name)
    patterns = [re.escape(name) for name in sorted(names)]
    patterns += [re.escape(text).replace(r"\*", ".*") for text in model.ignored]
    return re.compile(rf"(?:{'|'.join(patterns)})(?:[.\[].*)?")


def _paths(place: Place) -> Iterator[Path]:
    """Yield every path that a place reads."""
    yield place.path
    yield from place.plus
    yield from (condition.path for condition in place.when)
    if place.interval is not None and place.interval.path is not None:
        yield place.interval.path
    if place.timing is not None and place.timing.path is not None:
        yield place.timing.path
    for path in (place.n, place.speed, place.length, place.vehicle_class, place.doubtful):
        if path is not None:
            yield path
