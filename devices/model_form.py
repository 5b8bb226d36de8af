"""The keys of a model file: `docs/devices.md` explains every one."""

from typing import Annotated, Literal

import msgspec

from devices.orientation import Toward
from devices.place import Label, TimeUnit
from devices.properties import Direction, Mode, Property

Positive = Annotated[int, msgspec.Meta(gt=0)]
Port = Annotated[int, msgspec.Meta(ge=0, le=255)]
PathText = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Plain = str | int | float | bool
When = dict[str, list[Plain]]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every table of a model file: a key that is not known is an error, not a wish."""


class FieldForm(Table, frozen=True, kw_only=True):
    """Where a value stands and how it is read; the keys of `[[channel]]` and `[[channel.also]]`."""

    field: PathText | None = None
    plus: list[PathText] | None = None
    unit: str | None = None
    suffix: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    scale: float | None = None
    offset: float | None = None
    values: dict[str, float] | None = None
    unknown: list[Plain] | None = None
    when: When | None = None
    ports: list[Port] | None = None
    interval_s: Annotated[float, msgspec.Meta(gt=0)] | Literal["reporting"] | None = None
    interval_field: PathText | None = None
    interval_unit: Literal["ms", "s", "min", "h"] | None = None
    label: Label | None = None
    time_field: PathText | None = None
    time_unit: TimeUnit | None = None
    time_format: Annotated[str, msgspec.Meta(min_length=1, max_length=80)] | None = None
    time_zone: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    step_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
    newest: Literal["first", "last"] | None = None
    n_field: PathText | None = None
    speed_field: PathText | None = None
    length_field: PathText | None = None
    class_field: PathText | None = None
    doubtful_field: PathText | None = None


class ChannelForm(FieldForm, frozen=True, kw_only=True):
    """`[[channel]]`: one thing a device measures."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    property: Property
    mode: Mode | None = None
    hold_max_s: Annotated[int, msgspec.Meta(ge=0, le=31 * 86_400)] = 0
    role: Literal["part", "check"] = "part"
    direction: Direction | None = None
    toward: Toward | None = None
    optional: bool = False
    wrap_bits: Literal[8, 16, 24, 32] | None = None
    also: list[FieldForm] = []  #: further fields that say the same; other keys are taken over


class BatteryForm(Table, frozen=True, kw_only=True):
    """`[battery]`: which channel tells its state, and from where on it is low."""

    channel: str
    low: float


class ResetForm(Table, frozen=True, kw_only=True):
    """`[reset]`: frames after which the state of channels is unknown."""

    when: When
    channels: Annotated[list[str], msgspec.Meta(min_length=1)]


class ModelForm(Table, frozen=True, kw_only=True):
    """One model file."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    maker: str = ""
    source: str = ""
    codec: str = ""
    heartbeat_s: Positive
    reporting_s: Positive | None = None
    settling_s: Annotated[int, msgspec.Meta(ge=0)] = 0
    ports: list[Port] = []
    firmware: list[str] = []
    firmware_field: PathText | None = None
    ignored: list[str] = []
    directions: dict[Literal["a", "b"], str] = {}
    battery: BatteryForm | None = None
    reset: ResetForm | None = None
    channel: Annotated[list[ChannelForm], msgspec.Meta(min_length=1)]
