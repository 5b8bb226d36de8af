"""Device models: those that come with the program, and the operator's own in the database."""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from psycopg import AsyncConnection

from devices.model import DeviceModel
from devices.model_file import parse
from devices.models import MODELS
from store.inventory.errors import UnknownError
from store.inventory.rows import rows


async def known(conn: AsyncConnection[Any]) -> Mapping[str, DeviceModel]:
    """Return every model by its id; the operator's own stand before the shipped ones."""
    own = {
        one["id"]: parse(one["file"], one["id"]) for one in await rows(conn, "registry_own_models")
    }
    return ChainMap(own, dict(MODELS)) if own else MODELS


async def of(conn: AsyncConnection[Any], model: str) -> DeviceModel:
    """Return one model, or raise `UnknownError` naming those there are."""
    every = await known(conn)
    if model not in every:
        raise UnknownError(f"no model {model!r}; known: {', '.join(sorted(every))}")
    return every[model]
