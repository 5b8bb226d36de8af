"""A device model as a TOML file, read strictly. `docs/devices.md` explains every key."""

from typing import Any, Final

import msgspec

from devices.errors import ModelError
from devices.field_paths import Path, path, word
from devices.model import Battery, ChannelSpec, DeviceModel, Reset
from devices.model_faults import faults
from devices.model_form import ChannelForm, FieldForm, ModelForm, When
from devices.place import Condition, Interval, Label, Place, TimeUnit, Timing
from devices.properties import DEFINITIONS, Kind, Property
from devices.units import conversion

_UNIT_S: Final = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def parse(text: str | bytes, name: str) -> DeviceModel:
    """Read a model file.

    Parameters
    ----------
    name
        What error messages call the file.

    Raises
    ------
    ModelError
        Not TOML, an unknown key, a wrong type or value: with file, key and remedy.
    """
    try:
        said = msgspec.toml.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise ModelError(f"{name}: this is not TOML: {why}") from why
    try:
        form = msgspec.convert(said, type=ModelForm)
    except msgspec.ValidationError as why:
        raise ModelError(f"{name}: {_key(str(why), said)}; see docs/devices.md") from why
    for key, fault in faults(form):
        raise ModelError(f"{name}: {key}: {fault}")
    return _model(form)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a model file."""
    return msgspec.json.schema(ModelForm)


def _key(sentence: str, said: dict[str, Any]) -> str:
    """Turn msgspec's "… - at `$.channel[1].mode`" into "channel 'bay', key mode: …"."""
    what, at, where = sentence.rpartition(" - at `$")
    if not at:
        return sentence
    where = where.strip("`.")
    if where.startswith("channel["):
        number, _, key = where.removeprefix("channel[").partition("]")
        channel = said["channel"][int(number)] if number.isdigit() else {}
        named = channel.get("name", int(number) + 1) if isinstance(channel, dict) else number
        return f"channel {named!r}, key {key.strip('.') or 'name'}: {what}"
    return f"key {where}: {what}" if where else what


def _model(form: ModelForm) -> DeviceModel:
    return DeviceModel(
        id=form.id,
        name=form.name,
        maker=form.maker,
        source=form.source,
        codec=form.codec,
        heartbeat_s=form.heartbeat_s,
        reporting_s=form.reporting_s,
        settling_s=form.settling_s,
        ports=frozenset(form.ports),
        firmware=tuple(form.firmware),
        firmware_path=_path(form.firmware_field),
        ignored=tuple(form.ignored),
        directions={str(key): told for key, told in form.directions.items()},
        battery=_battery(form),
        reset=_reset(form),
        channels={channel.name: _channel(channel, form) for channel in form.channel},
    )


def _battery(form: ModelForm) -> Battery | None:
    if form.battery is None:
        return None
    return Battery(channel=form.battery.channel, low=form.battery.low)


def _reset(form: ModelForm) -> Reset | None:
    if form.reset is None:
        return None
    return Reset(when=_conditions(form.reset.when), channels=tuple(form.reset.channels))


def _channel(form: ChannelForm, model: ModelForm) -> ChannelSpec:
    every = [form, *(_joined(form, also) for also in form.also)]
    return ChannelSpec(
        observed=form.property,
        mode=form.mode,
        hold_max_s=form.hold_max_s,
        role=form.role,
        direction=form.direction,
        toward=form.toward,
        optional=form.optional,
        wrap=None if form.wrap_bits is None else 2**form.wrap_bits,
        places=tuple(_place(one, form.property, model) for one in every if one.field is not None),
    )


#: What a further field of a channel says anew, or not at all.
_ITS_OWN: Final = frozenset(
    {"field", "plus", "when", "ports", "time_field", "time_unit", "time_format", "step_s", "newest"}
)


def _joined(form: ChannelForm, also: FieldForm) -> FieldForm:
    """Return a further field with what it takes over: all but where it stands and when."""
    taken = {
        name: getattr(form, name) for name in FieldForm.__struct_fields__ if name not in _ITS_OWN
    }
    own = {
        name: getattr(also, name)
        for name in FieldForm.__struct_fields__
        if getattr(also, name) is not None
    }
    return FieldForm(**taken | own)


def _place(form: FieldForm, observed: Property, model: ModelForm) -> Place:
    scale, offset = 1.0, 0.0
    if form.unit is not None:
        scale, offset = conversion(form.unit, DEFINITIONS[observed].unit)
    return Place(
        path=path(form.field or ""),
        plus=tuple(map(path, form.plus or ())),
        suffix=form.suffix or "",
        scale=scale if form.scale is None else form.scale,
        offset=offset if form.offset is None else form.offset,
        words={word(key): value for key, value in (form.values or {}).items()},
        unknown=frozenset(word(one) for one in form.unknown or ()),
        when=_conditions(form.when or {}),
        ports=frozenset(form.ports or ()),
        interval=_interval(form, model) if DEFINITIONS[observed].kind is Kind.INTERVAL else None,
        timing=_timing(form),
        n=_path(form.n_field),
        speed=_path(form.speed_field),
        length=_path(form.length_field),
        vehicle_class=_path(form.class_field),
        doubtful=_path(form.doubtful_field),
    )


def _interval(form: FieldForm, model: ModelForm) -> Interval:
    length = model.reporting_s if form.interval_s == "reporting" else form.interval_s
    return Interval(
        length_s=None if length is None else float(length),
        path=_path(form.interval_field),
        unit_s=_UNIT_S[form.interval_unit or "s"],
        label=form.label or Label.END,
    )


def _timing(form: FieldForm) -> Timing | None:
    if form.time_field is None and form.step_s is None:
        return None
    return Timing(
        path=_path(form.time_field),
        unit=form.time_unit or TimeUnit.S,
        format=form.time_format,
        zone=form.time_zone,
        step_s=form.step_s,
        newest_first=form.newest == "first",
    )


def _path(text: str | None) -> Path | None:
    return None if text is None else path(text)


def _conditions(when: When) -> tuple[Condition, ...]:
    return tuple(Condition(path(key), frozenset(map(word, told))) for key, told in when.items())
