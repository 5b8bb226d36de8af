"""What is wrong with a model file although every key has the right type."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from devices import written_time
from devices.field_paths import path
from devices.model import BUILTIN, JAVASCRIPT
from devices.model_form import ChannelForm, FieldForm, ModelForm, When
from devices.properties import DEFINITIONS, Direction, Kind, Property
from devices.units import conversion

#: (where, what is wrong and what to do)
Fault = tuple[str, str]
_PATHS: Final = (
    "field",
    "interval_field",
    "time_field",
    "n_field",
    "speed_field",
    "length_field",
    "class_field",
    "doubtful_field",
)
_COUNTED: Final = frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE})


def faults(model: ModelForm) -> Iterator[Fault]:
    """Yield what the types cannot say: (where, sentence with the remedy)."""
    yield from _of_codec(model)
    yield from _paths("key firmware_field", [model.firmware_field])
    names = Counter(channel.name for channel in model.channel)
    for name, times in names.items():
        if times > 1:
            yield f"channel {name!r}", "named twice: write its further fields as [[channel.also]]"
    if model.battery and model.battery.channel not in names:
        yield "key battery.channel", f"{model.battery.channel!r} is no channel of this file"
    if model.reset:
        yield from _conditions("key reset.when", model.reset.when)
        for channel in model.reset.channels:
            if channel not in names:
                yield "key reset.channels", f"{channel!r} is no channel of this file"
    for form in model.channel:
        yield from _of_channel(form, model)


def _of_codec(model: ModelForm) -> Iterator[Fault]:
    if model.codec and not model.codec.startswith((BUILTIN, JAVASCRIPT)):
        yield (
            "key codec",
            f'{model.codec!r}: write "builtin:<name>", "javascript:<file or sha256>", or leave it '
            "out for a device that speaks natively",
        )
    if model.codec in {BUILTIN, JAVASCRIPT}:
        yield "key codec", f"say which one after {model.codec!r}"


def _of_channel(channel: ChannelForm, model: ModelForm) -> Iterator[Fault]:
    where = f"channel {channel.name!r}"
    kind = DEFINITIONS[channel.property].kind
    counted = channel.property in _COUNTED
    if counted != bool(channel.mode) and channel.property is not Property.MEAN_SPEED:
        yield (
            f"{where}, key mode",
            "say who is counted (bicycle, pedestrian, car, heavy, motor), for counts only",
        )
    if (kind is Kind.STATE) != bool(channel.hold_max_s):
        yield f"{where}, key hold_max_s", "say how long a reading holds, for states only"
    if channel.wrap_bits and kind is not Kind.TOTAL:
        yield f"{where}, key wrap_bits", f"{channel.property} does not run over; leave it out"
    if channel.direction and channel.toward:
        yield f"{where}, key toward", "give either direction or toward"
    if channel.direction is Direction.NONE:
        yield f"{where}, key direction", "leave it out where directions have no meaning"
    if not channel.field and _has_fields(model):
        yield (
            f"{where}, key field",
            "say where the value stands in what the codec returns; only a device that speaks "
            "natively has no fields, in none of its channels",
        )
    for at, form in enumerate([channel, *channel.also]):
        yield from _of_field(where if at == 0 else f"{where}, also {at}", form, channel, model)


def _of_field(
    where: str, form: FieldForm, channel: ChannelForm, model: ModelForm
) -> Iterator[Fault]:
    kind = DEFINITIONS[channel.property].kind
    yield from _paths(where, [*(getattr(form, key) for key in _PATHS), *(form.plus or ())])
    if form.plus and form.values:
        yield f"{where}, key plus", "words cannot be added; leave out plus or values"
    yield from _conditions(f"{where}, key when", form.when or {})
    if form.unit is not None:
        if form.scale is not None or form.offset is not None:
            yield f"{where}, key unit", "give either unit, or scale and offset"
        try:
            conversion(form.unit, DEFINITIONS[channel.property].unit)
        except ValueError as why:
            yield f"{where}, key unit", str(why)
    if form.interval_s == "reporting" and model.reporting_s is None:
        yield f"{where}, key interval_s", 'give reporting_s at the top for "reporting"'
    told = (form.interval_s is not None) + (form.interval_field is not None)
    is_first = form is channel
    if _has_fields(model) and is_first and told != (kind is Kind.INTERVAL):
        yield (
            f"{where}, key interval_s",
            "say over how long it counts, by interval_s or interval_field: for interval counts "
            "only (a running counter is count_total)",
        )
    if not is_first and form.field is None:
        yield f"{where}, key field", "say where else the value stands"
    yield from _of_time(where, form)


def _of_time(where: str, form: FieldForm) -> Iterator[Fault]:
    many = form.field is not None and "[]" in form.field
    if form.time_format is not None:
        if form.time_field is None or form.time_unit is not None:
            yield f"{where}, key time_format", "give it with time_field and without time_unit"
        if fault := written_time.fault_of_format(form.time_format):
            yield f"{where}, key time_format", fault
        elif form.time_zone is None and "Z" not in form.time_format:
            yield (
                f"{where}, key time_zone",
                'say in which zone the device writes its time: "Z", "+01:00", "Europe/Berlin"',
            )
    if form.time_zone is not None and (fault := written_time.fault_of_zone(form.time_zone)):
        yield f"{where}, key time_zone", fault
    if form.time_field is not None and form.step_s is not None:
        yield f"{where}, key step_s", "give either time_field or step_s"
    if (form.step_s is not None) != (form.newest is not None):
        yield f"{where}, key newest", 'give step_s and newest = "first" or "last" together'
    if form.step_s is not None and not many:
        yield f"{where}, key step_s", 'for every element of an array only: field = "…[]"'
    chosen = any("[]" in name for name in form.when or ())
    if many and not chosen and form.time_field is None and form.step_s is None:
        yield (
            f"{where}, key time_field",
            "elements of an array need times of their own: give time_field, or step_s and newest; "
            "or choose one by `when`",
        )


def _has_fields(model: ModelForm) -> bool:
    """Whether readings are made of decoded fields; without a codec the envelope decodes."""
    return bool(model.codec) or any(channel.field for channel in model.channel)


def _paths(where: str, texts: list[str | None]) -> Iterator[Fault]:
    for text in texts:
        try:
            path(text or "x")
        except ValueError as why:
            yield where, str(why)


def _conditions(where: str, when: When) -> Iterator[Fault]:
    yield from _paths(where, list(when))
    for key, told in when.items():
        if not told:
            yield where, f"{key} has no values: list those that it must have"
