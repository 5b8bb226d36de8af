"""The frame of Milesight: channel, type, value, one after another; fPort 85 unless set otherwise.

Source: Milesight, user guides of VS121, VS132, VS133 and VS135, chapter "Device Payload". Numbers
little-endian.

| channel, type | what follows |
|---|---|
| one of the device's table | the bytes of that entry |
| 20 ce | history: 4 bytes seconds since 1970, 1 byte data type, the bytes of that data type |
| fe or ff, type | answer to a downlink: the setting that now holds |
| f8, type | answer to a newer downlink: the setting, then 1 byte: 0 done, 1 forbidden, 2 invalid |
| f9, type | the same without that last byte |

A channel and type that the table does not know cannot be measured: what stands before it is kept
and the rest told in hex as `unread`; when nothing stands before it the frame is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from devices.codecs.frame import at_least, failed, unsigned_le
from devices.uplink import Fields

Read = Callable[[bytes], Any]

_HISTORY: Final = b"\x20\xce"
_HISTORY_HEAD_BYTES: Final = 5
_ANSWERS: Final = (0xFE, 0xFF)
_EXTENDED_WITH_RESULT: Final = 0xF8
_EXTENDED: Final = (0xF8, 0xF9)
_RESULTS: Final = {1: "forbidden", 2: "invalid parameter"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands behind a channel and its type.

    Parameters
    ----------
    size
        Its bytes.
    read
        Its fields, from exactly so many bytes. A list is added to the list of that name.
    """

    size: int
    read: Callable[[bytes], Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that one device can say."""

    device: str
    entries: Mapping[tuple[int, int], Entry]
    history: Mapping[int, Entry] = field(default_factory=dict)
    answers: Mapping[int, Entry] = field(default_factory=dict)
    extended: Mapping[int, Entry] = field(default_factory=dict)


def row(*parts: tuple[str, int, Read]) -> Entry:
    """Return an entry of named values that stand side by side: name, bytes, how to read them."""

    def read(data: bytes) -> Fields:
        fields: Fields = {}
        at = 0
        for name, size, convert in parts:
            fields[name] = convert(data[at : at + size])
            at += size
        return fields

    return Entry(sum(size for _, size, _ in parts), read)


def within(name: str, entry: Entry) -> Entry:
    """Return an entry whose fields stand under one name."""
    return Entry(entry.size, lambda data: {name: entry.read(data)})


def number(data: bytes) -> int:
    """Return a little-endian number without sign."""
    return int.from_bytes(data, "little")


def version(data: bytes) -> str:
    """Return `1.2`: one number a byte."""
    return ".".join(map(str, data))


def enabled(data: bytes) -> str:
    """Return `enable` or `disable`."""
    return {0: "disable", 1: "enable"}.get(data[0], "unknown")


def yes(data: bytes) -> str:  # noqa: ARG001 - a command that was carried out has no value
    """Return `yes`: the answer itself says that it was done."""
    return "yes"


def one_of(names: Mapping[int, str]) -> Read:
    """Return a reader of a number that stands for a word; `unknown` when it is newer than ours."""
    return lambda data: names.get(data[0], "unknown")


#: Said after a join by any of these devices, besides what its own table has.
IDENTITY: Final[dict[tuple[int, int], Entry]] = {
    (0xFF, 0x0B): row(("device_status", 1, lambda _: "on")),
    (0xFF, 0x0F): row(
        (
            "lorawan_class",
            1,
            one_of({0: "Class A", 1: "Class B", 2: "Class C", 3: "Class CtoB"}),
        )
    ),
    (0xFF, 0xFE): row(("reset_event", 1, lambda _: "reset")),
    (0xFF, 0xFF): row(("tsl_version", 2, lambda data: f"v{version(data)}")),
}


def decode(table: Table, payload: bytes) -> Fields:
    """Read one frame by the table of its device.

    Raises
    ------
    RejectedError
        Empty, cut short, longer than a radio frame, or begins with what the device never says.
    """
    at_least(payload, 3, "the shortest entry")
    fields: Fields = {}
    at = 0
    while at < len(payload):
        found, start = _find(table, payload, at)
        if found is None:
            if at == 0:
                raise failed(
                    f"a {table.device} says nothing that begins with {payload[:2].hex()}; "
                    "is the model right?"
                )
            fields["unread"] = payload[at:].hex()
            break
        end = start + found.size
        if end > len(payload):
            raise failed(f"the entry at byte {at} has {end - at} bytes, the frame ends before")
        _merge(fields, found.read(payload[start:end]))
        at = end
    return fields


def _find(table: Table, payload: bytes, at: int) -> tuple[Entry | None, int]:
    """Return what stands at a byte, and where its value begins."""
    if at + 2 > len(payload):
        raise failed(f"the entry at byte {at} is cut short")
    channel, kind = payload[at], payload[at + 1]
    if payload[at : at + 2] == _HISTORY:
        return _find_history(table, payload, at + 2), at + 2
    found = table.entries.get((channel, kind)) or IDENTITY.get((channel, kind))
    if found is None and channel in _ANSWERS:
        found = table.answers.get(kind)
    if found is None and channel in _EXTENDED and kind in table.extended:
        found = table.extended[kind]
        if channel == _EXTENDED_WITH_RESULT:
            found = _with_result(kind, found)
    return found, at + 2


def _find_history(table: Table, payload: bytes, at: int) -> Entry | None:
    if at + _HISTORY_HEAD_BYTES > len(payload):
        raise failed(f"the history record at byte {at - 2} is cut short")
    kept = table.history.get(payload[at + 4])
    if kept is None:
        return None
    timestamp = unsigned_le(payload, at, 4)
    return Entry(
        _HISTORY_HEAD_BYTES + kept.size,
        lambda data: {
            "history": [{"timestamp": timestamp} | kept.read(data[_HISTORY_HEAD_BYTES:])]
        },
    )


def _with_result(kind: int, setting: Entry) -> Entry:
    def read(data: bytes) -> Fields:
        request = setting.read(data[:-1])
        if data[-1] == 0:
            return request
        return {
            "device_response_result": {
                "channel_type": kind,
                "result": _RESULTS.get(data[-1], "unknown"),
                "request": request,
            }
        }

    return Entry(setting.size + 1, read)


def _merge(fields: Fields, more: Fields) -> None:
    for name, value in more.items():
        if isinstance(value, list) and isinstance(fields.get(name), list):
            fields[name] += value
        else:
            fields[name] = value
