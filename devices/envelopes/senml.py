"""SenML, JSON (RFC 8428): a pack of records, resolved, one `Uplink` a device and time.

Base fields (`bn`, `bt`, `bu`, `bv`, `bs`) hold for their record and all later ones. The device is
the base name without its last separator, where the record adds a name of its own; else it is the
whole name, and its field is called `value`. Times below 2**28 are relative to the receipt.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_number
from devices.errors import Cause, RejectedError
from devices.uplink import Event, Uplink

_KIND: Final = "SenML"
RECORDS_MAX: Final = 4_096
_RELATIVE_BELOW_S: Final = 2**28
_VERSION_MAX: Final = 10
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9:./_-]{0,127}")
_SEPARATORS: Final = ":./_-"
_FIELD_OF: Final = {str: "vs", bool: "vb"}
_UNKNOWN: Final = re.compile(r".+_")  # fields that a receiver must understand or refuse


class _Record(msgspec.Struct, gc=False):
    bn: str | None = None
    bt: float | None = None
    bu: str | None = None
    bv: float | None = None
    bs: float | None = None
    bver: int = _VERSION_MAX
    n: str = ""
    u: str | None = None
    v: float | None = None
    vs: str | None = None
    vb: bool | None = None
    vd: str | None = None
    s: float | None = None
    t: float = 0.0


class _Base(msgspec.Struct):
    """What holds until another record says otherwise."""

    name: str = ""
    time_s: float = 0.0
    value: float | None = None
    total: float | None = None


_Pack = Annotated[list[_Record], msgspec.Meta(min_length=1)]
_DECODER: Final = msgspec.json.Decoder(_Pack)
_MUST: Final = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])


def read(topic: str, payload: bytes) -> list[Uplink]:
    """Read a pack; fields carry `value` by record name, and a sum as `<name>.sum`.

    Raises
    ------
    RejectedError
        Not of the standard's form, or of another device than the URL's.
    """
    wanted = pushed.device_of(topic)
    found: dict[tuple[str, float], dict[str, Any]] = {}
    for device, time_s, fields in _resolved(_records(payload)):
        sender = names.same(wanted and wanted.lower(), device, "device") or ""
        found.setdefault((sender, time_s), {}).update(fields)
    if not found:
        raise decoding.malformed(_KIND, "no record has a value")
    return [_uplink(sender, time_s, fields) for (sender, time_s), fields in found.items()]


def packs(payload: bytes) -> list[bytes]:
    """Return a pack for each device that a pack speaks of, resolved; itself where it is one.

    Raises
    ------
    RejectedError
        Not of the standard's form.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for device, time_s, fields in _resolved(_records(payload)):
        for field, value in fields.items():
            name, is_sum = field.removesuffix(".sum"), field.endswith(".sum")
            kind = "s" if is_sum else _FIELD_OF.get(type(value), "v")
            base, own = ("", device) if name == "value" else (f"{device}:", name)
            record = {"bn": base, "bt": time_s, "n": own, kind: value}
            found.setdefault(device, []).append(record)
    if len(found) == 1:
        return [payload]
    return [msgspec.json.encode(pack) for pack in found.values()]


def _records(payload: bytes) -> list[_Record]:
    records = decoding.decode(_DECODER, payload, _KIND)
    if len(records) > RECORDS_MAX:
        raise RejectedError(
            Cause.TOO_MANY_READINGS,
            f"{len(records)} records in one pack, at most {RECORDS_MAX}: send several packs",
        )
    _refuse_unknown(payload)
    return records


def _refuse_unknown(payload: bytes) -> None:
    """Refuse what the standard says must not be ignored: fields whose name ends with `_`."""
    if b'_"' not in payload:
        return
    for record in decoding.decode(_MUST, payload, _KIND):
        for key in record:
            if _UNKNOWN.fullmatch(key):
                raise decoding.malformed(
                    _KIND, f"field {key[:64]!r} must be understood, and is not"
                )


def _resolved(records: list[_Record]) -> Iterator[tuple[str, float, dict[str, Any]]]:
    base = _Base()
    for position, record in enumerate(records):
        if record.bver > _VERSION_MAX:
            raise decoding.malformed(_KIND, f"version {record.bver} is not known here")
        if record.bn is not None:
            base.name = record.bn
        if record.bt is not None:
            base.time_s = record.bt
        if record.bv is not None:
            base.value = record.bv
        if record.bs is not None:
            base.total = record.bs
        whole = base.name + record.n
        if _NAME.fullmatch(whole) is None:
            raise decoding.malformed(_KIND, f"record {position} has the name {whole[:64]!r}")
        fields = _values(record, base)
        if fields:
            device, field = _split(base.name, record.n)
            yield (
                device.lower(),
                base.time_s + record.t,
                {field + end: value for end, value in fields.items()},
            )


def _values(record: _Record, base: _Base) -> dict[str, Any]:
    found: dict[str, Any] = {}
    texts = (record.vs, record.vb, record.vd)
    text = next((value for value in texts if value is not None), None)
    if text is not None:
        found[""] = text
    elif record.v is not None or (base.value is not None and record.s is None):
        found[""] = (base.value or 0.0) + (record.v or 0.0)
    if record.s is not None or base.total is not None:
        found[".sum"] = (base.total or 0.0) + (record.s or 0.0)
    return found


def _split(base: str, name: str) -> tuple[str, str]:
    """Return device and field of a record."""
    if not name:
        return base.rstrip(_SEPARATORS), "value"
    if not base:
        return name, "value"
    return base.rstrip(_SEPARATORS), name.lstrip(_SEPARATORS) or "value"


def _uplink(sender: str, time_s: float, fields: dict[str, Any]) -> Uplink:
    if time_s >= _RELATIVE_BELOW_S:
        time_us, offset_s = from_number(time_s, per_s=1), 0.0
        if time_us is None:
            raise decoding.malformed(_KIND, f"{time_s:g} s since 1970 is no time")
    elif time_s > -_RELATIVE_BELOW_S:
        time_us, offset_s = None, time_s
    else:
        raise decoding.malformed(_KIND, f"{time_s:g} s from now is no time")
    return Uplink(
        event=Event.UP,
        sender=names.name(sender, "the device"),
        device_time_us=time_us,
        offset_s=offset_s,
        decoded=fields,
    )
