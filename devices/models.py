"""The device models that come with the program: one TOML file each, in `model_files`.

A file is read when its model is asked for. Models of an operator are in the database and are read
by the same `devices.model_file.parse`.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final

from devices.model import ChannelSpec, DeviceModel
from devices.model_file import parse

__all__ = ["MODELS", "ChannelSpec", "DeviceModel", "native", "text"]

_FOLDER: Final = resources.files("devices") / "model_files"


def text(model: str) -> str:
    """Return the model file of a shipped model, as a beginning for one's own.

    Raises
    ------
    KeyError
        No such model is shipped.
    """
    if model not in _names():
        raise KeyError(model)
    return (_FOLDER / f"{model}.toml").read_text(encoding="utf-8")


@cache
def _names() -> dict[str, None]:
    """Return the ids of shipped models, in order; the file is called by the id."""
    files = sorted(f.name for f in _FOLDER.iterdir() if f.name.endswith(".toml"))
    return dict.fromkeys(name.removesuffix(".toml") for name in files)


@cache
def _read(model: str) -> DeviceModel:
    return parse(text(model), f"{model}.toml")


class _Shipped(Mapping[str, DeviceModel]):
    """The shipped models by id."""

    def __getitem__(self, model: str) -> DeviceModel:
        return _read(model)

    def __contains__(self, model: object) -> bool:
        return model in _names()

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


MODELS: Final[Mapping[str, DeviceModel]] = _Shipped()


def native() -> list[DeviceModel]:
    """Return the models that speak Wegwarte's own payload."""
    return [model for model in MODELS.values() if model.is_native]
