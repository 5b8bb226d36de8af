"""Device models: which channels a device has, and what each of them measures.

One line a channel. A channel that its model does not name is not guessed: its readings are set
aside as `unknown_channel` until somebody says what it measures.
"""

from dataclasses import dataclass

from devices.properties import Mode, Property


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSpec:
    """What one channel of a model measures.

    Parameters
    ----------
    observed
        The observed property; its kind says how readings behave.
    mode
        Who is counted, for counts and passages.
    hold_max_s
        For states: how long a reading holds when nothing follows. [s]
    """

    observed: Property
    mode: Mode | None = None
    hold_max_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceModel:
    """What a kind of hardware can say, and how often it says something.

    Parameters
    ----------
    heartbeat_s
        The longest expected silence of a healthy device. [s]
    """

    id: str
    name: str
    heartbeat_s: int
    channels: dict[str, ChannelSpec]


_DAY_S = 86_400
_BATTERY = ChannelSpec(observed=Property.BATTERY)

MODELS: dict[str, DeviceModel] = {
    model.id: model
    for model in (
        DeviceModel(
            id="wegwarte-bay-1",
            name="Parking bay sensor (native)",
            heartbeat_s=_DAY_S,
            channels={
                "bay": ChannelSpec(observed=Property.BAY_STATE, hold_max_s=90_000),
                "battery": _BATTERY,
            },
        ),
        DeviceModel(
            id="wegwarte-barrier-1",
            name="Car park with barriers (native)",
            heartbeat_s=900,
            channels={
                "free": ChannelSpec(observed=Property.FREE_SPACES, hold_max_s=3_600),
                "operating": ChannelSpec(observed=Property.OPERATING_STATE, hold_max_s=3_600),
            },
        ),
        DeviceModel(
            id="wegwarte-bicycle-counter-1",
            name="Bicycle counter, two directions (native)",
            heartbeat_s=900,
            channels={
                "bicycles-a": ChannelSpec(observed=Property.COUNT, mode=Mode.BICYCLE),
                "bicycles-b": ChannelSpec(observed=Property.COUNT, mode=Mode.BICYCLE),
                "battery": _BATTERY,
            },
        ),
        DeviceModel(
            id="wegwarte-radar-1",
            name="Traffic radar, single vehicles and counts, two directions (native)",
            heartbeat_s=900,
            channels={
                "vehicles-a": ChannelSpec(observed=Property.PASSAGE, mode=Mode.MOTOR),
                "vehicles-b": ChannelSpec(observed=Property.PASSAGE, mode=Mode.MOTOR),
                "count-a": ChannelSpec(observed=Property.COUNT, mode=Mode.MOTOR),
                "count-b": ChannelSpec(observed=Property.COUNT, mode=Mode.MOTOR),
            },
        ),
        DeviceModel(
            id="wegwarte-environment-1",
            name="Air and noise station (native)",
            heartbeat_s=900,
            channels={
                "temperature": ChannelSpec(observed=Property.AIR_TEMPERATURE),
                "humidity": ChannelSpec(observed=Property.RELATIVE_HUMIDITY),
                "no2": ChannelSpec(observed=Property.NO2),
                "pm10": ChannelSpec(observed=Property.PM10),
                "pm2-5": ChannelSpec(observed=Property.PM2_5),
                "sound": ChannelSpec(observed=Property.SOUND_LEVEL),
            },
        ),
    )
}
