"""The operator's own device models, and vendors' decoders, as people keep them.

What ingest reads of them is in `store.naming`.
"""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from devices.errors import ModelError
from devices.model import DeviceModel
from devices.model_file import parse
from devices.models import MODELS
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.recount import recount
from store.inventory.rows import Row, changed, row, rows


async def listed(conn: AsyncConnection[Any], *, retired: bool = False) -> list[Row]:
    """Return the operator's models by id: `id`, `file`, `added_at`, `retired_at`."""
    return await rows(conn, "models_list", retired=retired)


async def devices(conn: AsyncConnection[Any]) -> dict[str, int]:
    """Return how many devices in use there are of each model, shipped ones too."""
    return {found["model"]: found["devices"] for found in await rows(conn, "models_devices")}


async def file(conn: AsyncConnection[Any], model: str) -> str | None:
    """Return the file of an operator's model that is in use, None where there is none."""
    found = await row(conn, "models_file", id=model)
    return None if found is None else str(found["file"])


async def put(conn: AsyncConnection[Any], model: str, text: str, *, now: datetime) -> str:
    """Take in a model file; return `added`, `changed` or `unchanged`. A retired one is back.

    Where what it says changes numbers, those of its devices are marked to be computed again.
    """
    known = await row(conn, "models_file_even_retired", id=model)
    if known is not None and known["file"] == text and known["retired_at"] is None:
        return "unchanged"
    await changed(conn, "models_put", id=model, file=text, now=now)
    old = _read(model, None if known is None else known["file"])
    await recount(conn, old, _read(model, text), model=model, now=now)
    return "added" if known is None else "changed"


def _read(model: str, text: str | None) -> DeviceModel | None:
    """Return a model by its file, without one that which is shipped; None: nobody can read it."""
    if text is None:
        return MODELS.get(model)
    try:
        return parse(text, f"model {model}")
    except ModelError:
        return None


async def retire(conn: AsyncConnection[Any], model: str, *, now: datetime) -> None:
    """Retire an operator's model; its file stays for the history.

    Raises
    ------
    RegistryError
        There is none of this id, or devices in use are of it.
    """
    count = (await devices(conn)).get(model, 0)
    if count:
        raise RegistryError(
            f"{count} devices in use are of model {model!r}: retire them first "
            f"(`wegwarte device list`), or give the model another file with `wegwarte model add`"
        )
    if not await changed(conn, "models_retire", id=model, now=now):
        raise UnknownError(f"there is no model of your own called {model!r}: `wegwarte model list`")


async def codecs(conn: AsyncConnection[Any]) -> list[Row]:
    """Return vendors' decoders without their text, the newest of each name last."""
    return await rows(conn, "codecs_list")


async def codec(conn: AsyncConnection[Any], named: str) -> Row | None:
    """Return the decoder of this hash, or the newest of this name: `sha256`, `name`, `source`."""
    return await row(conn, "codec_find", named=named)


async def add_codec(
    conn: AsyncConnection[Any], sha256: str, *, name: str, source: str, now: datetime
) -> None:
    """Take in a decoder, or make one that is here the one in use of its name.

    Raises
    ------
    RegistryError
        The same text is here under another name.
    """
    known = await row(conn, "codec_find", named=sha256)
    if known is not None and known["name"] != name:
        raise RegistryError(
            f"this text is here already as {known['name']!r}: write codec = "
            f'"javascript:{known["name"]}" in the model file and leave out --codec'
        )
    await changed(conn, "codec_add", sha256=sha256, name=name, source=source, now=now)
