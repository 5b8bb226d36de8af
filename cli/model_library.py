"""All models there are: those of the program, the operator's own, and vendors' decoders."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from cli.model_files import Model, decoded_by
from devices import models as shipped
from devices.codecs import catalogue
from devices.model import BUILTIN, JAVASCRIPT
from devices.model_file import parse
from devices.properties import DEFINITIONS
from ingest.javascript.job import Codec
from store import models
from store.inventory.errors import RegistryError, UnknownError
from store.pool import Connection

_HASH: Final = re.compile("[0-9a-f]{64}")


class Library:
    """The models that a database and the program together hold."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    async def model(self, named: str) -> Model:
        """Return a model, the operator's own before a shipped one.

        Raises
        ------
        UnknownError
            There is none.
        """
        own = await models.file(self._conn, named)
        if own is not None:
            return Model(read=parse(own, f"model {named}"), text=own)
        if named not in shipped.MODELS:
            raise UnknownError(f"there is no model {named!r}: `wegwarte model list` names them")
        return Model(read=shipped.MODELS[named], text=shipped.text(named), own=False)

    async def script(self, model: Model) -> Codec | None:
        """Return the vendor's decoder that a model names, None where it names none.

        Raises
        ------
        UnknownError
            It names one that is not here.
        """
        if not model.script:
            return None
        found = await models.codec(self._conn, model.script)
        if found is None:
            raise UnknownError(
                f"model {model.read.id!r} names the vendor's decoder {model.script!r}, which is "
                "not here: give the file with --codec"
            )
        return Codec(sha256=found["sha256"], name=found["name"], source=found["source"])

    async def all(self) -> list[Model]:
        """Return every model in use, the operator's own in place of shipped ones of that id."""
        own = {
            row["id"]: Model(read=parse(row["file"], f"model {row['id']}"), text=row["file"])
            for row in await models.listed(self._conn)
        }
        for name in shipped.MODELS.keys() - own.keys():
            own[name] = Model(read=shipped.MODELS[name], text=shipped.text(name), own=False)
        return [own[name] for name in sorted(own)]

    async def rows(self, *, retired: bool) -> list[dict[str, Any]]:
        """Return every model as a row of the list."""
        own = await models.listed(self._conn, retired=retired)
        counted = await models.devices(self._conn)
        read = {
            row["id"]: (parse(row["file"], f"model {row['id']}"), True, row["retired_at"])
            for row in own
        }
        for name, model in shipped.MODELS.items():
            read.setdefault(name, (model, False, None))
        return [
            {
                "id": name,
                "name": model.name,
                "maker": model.maker,
                "codec": decoded_by(model),
                "channels": len(model.channels),
                "devices": counted.get(name, 0),
                "own": is_own,
                "retired_at": retired_at,
            }
            for name, (model, is_own, retired_at) in sorted(read.items())
        ]

    async def card(self, model: Model) -> dict[str, Any]:
        """Return everything about a model."""
        read = model.read
        script = await models.codec(self._conn, model.script) if model.script else None
        return {
            "id": read.id,
            "name": read.name,
            "maker": read.maker,
            "codec": decoded_by(read),
            "sha256": None if script is None else script["sha256"],
            "own": model.own,
            "source": read.source,
            "ports": sorted(read.ports),
            "firmware": list(read.firmware),
            "heartbeat_s": read.heartbeat_s,
            "devices": (await models.devices(self._conn)).get(read.id, 0),
            "channel": [
                {
                    "channel": name,
                    "property": spec.observed,
                    "unit": DEFINITIONS[spec.observed].unit,
                    "mode": spec.mode,
                    "hold_max_s": spec.hold_max_s or None,
                    "fields": ", ".join(place.path.text for place in spec.places),
                }
                for name, spec in read.channels.items()
            ],
        }

    async def take_in(
        self, model: Model, script: Codec | None, *, moment: datetime
    ) -> dict[str, Any]:
        """Store a model and its decoder, of a shipped model the decoder; return what was done.

        Raises
        ------
        RegistryError
            The model names another decoder, or one that is not there.
        """
        if script is not None:
            script = _named(model, script)
            await self._check_name_is_free(model, script)
            await models.add_codec(
                self._conn, script.sha256, name=script.name, source=script.source, now=moment
            )
        elif model.read.codec.startswith(BUILTIN):
            _check_builtin(model.read.codec)
        else:
            script = await self.script(model)
        done = "shipped"
        if model.own:
            done = await models.put(self._conn, model.read.id, model.text, now=moment)
        return {
            "model": model.read.id,
            "is": done,
            "codec": model.read.codec or None if script is None else script.name,
            "sha256": None if script is None else script.sha256,
        }

    async def _check_name_is_free(self, model: Model, script: Codec) -> None:
        """Two models may ask for a `decoder.js`: the newest of the name would serve both."""
        known = await models.codec(self._conn, script.name)
        if known is None or known["sha256"] == script.sha256:
            return
        for row in await models.listed(self._conn):
            other = Model(read=parse(row["file"], f"model {row['id']}"), text=row["file"])
            if row["id"] != model.read.id and other.script == script.name:
                raise RegistryError(
                    f"model {row['id']!r} uses another decoder called {script.name!r}: write "
                    "another name into this model file"
                )


def _named(model: Model, script: Codec) -> Codec:
    """Return a decoder under the name by which the model asks for it."""
    if not model.script:
        raise RegistryError(
            f'model {model.read.id!r} says codec = "{model.read.codec}" and needs no file: leave '
            f'out --codec, or write codec = "{JAVASCRIPT}{script.name}" into the model file'
        )
    if _HASH.fullmatch(model.script) is None:
        return replace(script, name=model.script)
    if model.script != script.sha256:
        raise RegistryError(
            f"model {model.read.id!r} wants the decoder with sha256 {model.script}, and the file "
            f"has {script.sha256}"
        )
    return script


def _check_builtin(codec: str) -> None:
    try:
        catalogue.find(codec.removeprefix(BUILTIN))
    except (KeyError, ValueError) as why:
        raise RegistryError(str(why.args[0])) from why
