"""Models and channels of a few lines, for tests."""

from devices.model import DeviceModel
from devices.model_file import parse
from devices.modelled import Said

HEAD = 'id = "m"\nname = "M"\ncodec = "javascript:m.js"\nheartbeat_s = 3600\nreporting_s = 600\n'
FRAME_US = 1_800_000_000_000_000


def model(channels: str, top: str = "") -> DeviceModel:
    """A model of these channels."""
    return parse(HEAD + top + channels, "m.toml")


def channel(name: str, observed: str, field: str, *lines: str) -> str:
    """A channel of a model file."""
    told = [f'name = "{name}"', f'property = "{observed}"', f'field = "{field}"', *lines]
    return "\n".join(["[[channel]]", *told, ""])


TEMPERATURE = channel("t", "air_temperature", "temp")
BAY = channel(
    "bay",
    "bay_state",
    "status",
    "hold_max_s = 90000",
    "values = { free = 0, occupied = 1, 2 = 1 }",
    'unknown = ["error"]',
)
COUNT = 'mode = "pedestrian"'


def values(found: list[Said]) -> list[float | None]:
    """The values alone."""
    return [one.value for one in found]
