"""`/api/v1/indicators`: what can be asked for, explained in German and English."""

from dataclasses import asdict
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from analytics.catalogue import CATALOGUE
from analytics.civil import Bucket
from analytics.indicators import METHODS
from analytics.topic import Indicator
from api.context import PREFIX
from api.described.numbers import Catalogue
from api.formats.tables import Column
from api.problems import RESPONSES
from api.reply import ReplyDep

router = APIRouter(prefix=PREFIX, tags=["indicators"])


_COLUMNS: Final = (
    Column(key="key", german="Schlüssel"),
    Column(key="name_de", german="Name"),
    Column(key="name_en", german="Name (englisch)"),
    Column(key="unit", german="Einheit"),
    Column(key="method_de", german="Verfahren"),
    Column(key="reading_aid_de", german="Lesehilfe"),
    Column(key="not_to_confuse_de", german="Nicht zu verwechseln"),
    Column(key="source", german="Quelle"),
)


@router.get(
    "/indicators",
    summary="The indicators, in German and English",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Catalogue}},
)
async def list_indicators(answer: ReplyDep) -> Response:
    """List every indicator with unit, method, source, reading aid and what it is mistaken for."""
    answer.choose()
    if same := answer.unchanged(CATALOGUE):
        return same
    entries = [asdict(entry) | {"buckets": _buckets(key)} for key, entry in CATALOGUE.items()]
    return answer.page(
        entries,
        None,
        _COLUMNS,
        rows=[_flat(entry) for entry in entries],
        name="indicators",
    )


def _buckets(key: str) -> list[str]:
    known = METHODS[Indicator(key)].buckets
    return [bucket.value for bucket in Bucket if bucket in known]


def _flat(entry: dict[str, object]) -> dict[str, object]:
    flat = {key: value for key, value in entry.items() if key not in {"details", "buckets"}}
    for language in ("de", "en"):
        words = flat.pop(language)
        if not isinstance(words, dict):
            raise TypeError(f"the words of {entry.get('key')} in {language!r} are no table")
        flat |= {f"{name}_{language}": text for name, text in words.items()}
    return flat
