"""A model and a vendor's decoder as files: read, or refused with the line that is wrong."""

from dataclasses import dataclass
from pathlib import Path

from cli.failure import FailedError
from devices.errors import ModelError
from devices.model import JAVASCRIPT, DeviceModel
from devices.model_file import parse
from ingest.javascript.job import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model with the text of its file."""

    read: DeviceModel
    text: str
    own: bool = True

    @property
    def script(self) -> str:
        """The name or hash of the vendor's decoder it names, '' where it names none."""
        named = self.read.codec.startswith(JAVASCRIPT)
        return self.read.codec.removeprefix(JAVASCRIPT) if named else ""


def model_file(file: Path) -> Model:
    """Read a model file.

    Raises
    ------
    FailedError
        It is not there, or is none.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        return Model(read=parse(text, file.name), text=text)
    except OSError as why:
        raise FailedError(f"cannot read {file}: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        line = why.object.count(b"\n", 0, why.start) + 1
        raise FailedError(f"{file}, line {line}: no UTF-8: save the file as UTF-8") from why
    except ModelError as why:
        raise FailedError(str(why)) from why


def codec_file(file: Path) -> Codec:
    """Read a vendor's decoder.

    Raises
    ------
    FailedError
        It is not there, is no text, or is too large.
    """
    try:
        return Codec.of(name=file.name, source=file.read_text(encoding="utf-8-sig"))
    except OSError as why:
        raise FailedError(f"cannot read {file}: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        line = why.object.count(b"\n", 0, why.start) + 1
        raise FailedError(f"{file}, line {line}: no UTF-8: save the file as UTF-8") from why
    except ValueError as why:
        raise FailedError(str(why)) from why


def decoded_by(model: DeviceModel) -> str:
    """Return a model's codec; without one its messages are native, or arrive decoded."""
    return model.codec or ("native" if model.is_native else "none: arrives decoded")
