"""The native payload: a JSON object with its version, the device's boot and sequence, and readings.

```json
{"v": 1, "boot": "5f0c", "seq": 42, "readings": [
  {"channel": "bicycles-a", "time": "2026-11-22T10:15:00Z", "duration_s": 900, "value": 12},
  {"channel": "bay", "time": "2026-11-22T10:17:03.250Z", "value": 1},
  {"channel": "vehicles-a", "time": "2026-11-22T10:17:05Z", "n": 7, "speed_km_h": 31.5}]}
```

`time` carries a zone; of a count it is the start of its interval. `"value": null` says that the
device does not know, `"doubtful": true` that it doubts the value: quality 3. Bytes in, values out:
what cannot be read raises `RejectedError`.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import msgspec

from devices.errors import Cause, RejectedError

READINGS_MAX_PER_MESSAGE: Final = 4_096
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class NativeReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One entry of `readings`, as it stands in the payload."""

    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    time: datetime
    value: float | msgspec.UnsetType | None = msgspec.UNSET
    duration_s: float | None = None
    n: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] | None = None
    speed_km_h: float | None = None
    length_m: float | None = None
    vehicle_class: Annotated[int, msgspec.Meta(ge=0, lt=2**15)] | None = None
    doubtful: bool = False

    @property
    def time_us(self) -> int:
        """Microseconds since 1970-01-01T00:00Z."""
        return (self.time - _EPOCH) // _MICROSECOND


class NativeMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """The payload on `…/up`."""

    v: Annotated[int, msgspec.Meta(ge=1, le=1)]
    boot: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    seq: Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
    readings: list[NativeReading]
    device: str | None = None


_DECODER = msgspec.json.Decoder(NativeMessage)


def decode(payload: bytes) -> NativeMessage:
    """Read a native payload.

    Raises
    ------
    RejectedError
        Empty, not JSON, not of the documented form, a time without zone, too many readings.
    """
    if not payload.strip():
        raise RejectedError(Cause.EMPTY, "the payload is empty")
    try:
        message = _DECODER.decode(payload)
    except msgspec.ValidationError as why:
        raise RejectedError(
            Cause.MALFORMED, f"{why}; `wegwarte schema payload` prints the form"
        ) from why
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as why:
        raise RejectedError(Cause.NOT_JSON, f"the payload is not JSON: {why}") from why
    if len(message.readings) > READINGS_MAX_PER_MESSAGE:
        raise RejectedError(
            Cause.TOO_MANY_READINGS,
            f"{len(message.readings)} readings in one message, at most "
            f"{READINGS_MAX_PER_MESSAGE}: send several messages",
        )
    for position, reading in enumerate(message.readings):
        if reading.time.tzinfo is None:
            raise RejectedError(
                Cause.TIME_WITHOUT_ZONE,
                f"readings[{position}].time {reading.time.isoformat()} has no zone: "
                "end it with Z or an offset such as +01:00",
            )
    return message


def schema() -> dict[str, object]:
    """Return the JSON Schema of the payload; `wegwarte schema payload` prints it."""
    return msgspec.json.schema(NativeMessage)
