"""What is known of devices behind network servers: whose name is whose, models, decoders."""

import contextlib
from collections.abc import Iterable
from functools import lru_cache

import structlog

from devices.codecs import catalogue
from devices.envelopes import names
from devices.errors import ModelError
from devices.model import BUILTIN, JAVASCRIPT, DeviceModel
from devices.model_file import parse
from devices.models import MODELS
from ingest.javascript.job import Codec
from store.naming import StoredCodec

log = structlog.get_logger(__name__)


class Known:
    """Names of devices, operators' models and vendors' decoders, as the database has them.

    Attributes
    ----------
    heard
        Device by what its network server calls it: only for telling whose place a stranger has
        taken, never for saying whose a message is, because such names are unique in no town.
    """

    def __init__(self) -> None:
        self.heard: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._models: dict[str, DeviceModel] = {}
        self._files: dict[str, str] = {}
        self._codecs: dict[str, Codec] = {}  # by hash, and by name the newest

    @property
    def hashes(self) -> set[str]:
        """The decoders whose text is here."""
        return {codec.sha256 for codec in self._codecs.values()}

    def name(self, aliases: dict[str, str], *, all_of_them: bool) -> None:
        """Take over device by alias."""
        self._aliases = aliases if all_of_them else self._aliases | aliases

    def device(self, alias: str) -> str | None:
        """Return the device that is called so, however the name is written."""
        return self._aliases.get(alias) or self._aliases.get(names.key(alias))

    def take_models(self, files: dict[str, str]) -> None:
        """Take over the operator's own models; one that cannot be read is left as it was."""
        if files == self._files:
            return
        for model, file in files.items():
            if self._files.get(model) == file:
                continue
            try:
                self._models[model] = parse(file, f"model {model}")
            except ModelError as why:
                log.warning("model_unreadable", model=model, why=str(why))
        for gone in self._models.keys() - files.keys():
            del self._models[gone]
        self._files = dict(files)

    def take_codecs(self, codecs: Iterable[StoredCodec]) -> None:
        """Take over vendors' decoders, the newest of each name last."""
        found: dict[str, Codec] = {}
        for stored in codecs:
            known = self._codecs.get(stored.sha256)
            if stored.source is not None:
                known = Codec(sha256=stored.sha256, name=stored.name, source=stored.source)
            if known is not None:
                found[stored.sha256] = found[stored.name] = known
        self._codecs = found

    def model(self, model: str) -> DeviceModel | None:
        """Return a model, the operator's own before a shipped one."""
        own = self._models.get(model)
        return own if own is not None else MODELS.get(model)

    def script(self, model: DeviceModel) -> Codec | None:
        """Return the vendor's decoder that a model names, None when it is not here."""
        return self._codecs.get(model.codec.removeprefix(JAVASCRIPT))


@lru_cache(maxsize=1_024)
def builtin(codec: str) -> catalogue.Codec | None:
    """Return the built-in decoder that a model names, None when there is none of that name."""
    if codec.startswith(BUILTIN):
        # No such codec, or no such numbers of it. `wegwarte model add` refuses the file with the
        # reason; here each frame is set aside, naming model and codec.
        with contextlib.suppress(KeyError, ValueError):
            return catalogue.find(codec.removeprefix(BUILTIN))
    return None


def is_native(model: DeviceModel) -> bool:
    """Whether devices of a model speak Wegwarte's own payload only."""
    return not model.codec and not any(spec.places for spec in model.channels.values())
