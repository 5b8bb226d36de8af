"""Templates, and what every page has around its content."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import quote

import jinja2
from fastapi import Request
from starlette.responses import HTMLResponse

from analytics.civil import Bucket
from analytics.figure import Reason
from api.pages.language import DE, LANGUAGES, Language
from api.pages.settings import page_settings
from api.settings import Settings

PART: Final = "part"  #: the parameter with which the page asks for a part of it alone
#: Words that the browser needs by itself; they travel with the page.
SCRIPT_WORDS: Final = (
    "theme_auto",
    "theme_light",
    "theme_dark",
    "live_on",
    "live_paused",
    "live_off",
    "live_pause",
    "live_resume",
    "age_now",
    "age_s",
    "age_min",
    "age_h",
    "age_d_one",
    "age_d",
    "map_canvas",
    "map_marks",
    "map_crowd",
    "map_crowd_short",
    "map_note",
    "map_off",
    "map_hint_wheel",
    "map_hint_mac",
    "map_hint_touch",
    "chart_label",
    "chart_empty",
    "chart_loading",
    "chart_failed",
    "chart_no_value",
    *(f"chart_per_{bucket}" for bucket in Bucket),
    "coverage",
    "values_of",
    "page_earlier",
    "page_later",
    "flag_1",
    "flag_2",
    "flag_3",
    "flag_3_gaps",
    "flag_3_both",
    "nothing_was_expected",
    "flag_4",
    "flag_9",
    "status_provisional",
    "status_estimated",
    "status_final",
    "status_running",
    "weekdays",
    "months",
    "column_start",
    "bucket_15min",
    "bucket_hour",
    "bucket_day",
    "bucket_month",
    "bucket_year",
    "chart_finding",
    "chooser_found",
    "pattern_utilitarian",
    "pattern_recreational",
    "pattern_mixed",
    *(f"reason_{reason}" for reason in Reason),
)


@cache
def templates() -> jinja2.Environment:
    """Return the templates; a name they do not know is an error, never an empty place."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("api.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fragment(name: str, language: Language, **values: object) -> str:
    """Return a piece of a page."""
    return templates().get_template(name).render(language=language, **values)


def page(
    request: Request,
    name: str,
    language: Language,
    *,
    path: str,
    configured: Settings,
    status: int = 200,
    sources: Iterable[str] = (),
    **values: object,
) -> HTMLResponse:
    """Return a whole page.

    Parameters
    ----------
    path
        Address of the page without the prefix of its language.
    sources
        Attribution of the data shown.
    """
    query = f"?{request.url.query}" if request.url.query else ""
    elsewhere = [(o, o.address(path) + query) for o in LANGUAGES if o is not language]
    text = _whole(
        name,
        language,
        elsewhere,
        demo=configured.demo,
        leave=configured.access == "password",
        sources=sources,
        **values,
    )
    return HTMLResponse(text, status, headers=_headers(language))


def login_page(configured: Settings, *, failed: bool, following: str, status: int) -> HTMLResponse:
    """Return the form of the access mode `password`, in the language of the page that follows."""
    language = next((o for o in LANGUAGES if o.prefix and following.startswith(o.prefix)), DE)
    asked = following.removeprefix(language.prefix) or "/"
    elsewhere = [
        (o, f"/login?next={quote(o.address(asked), safe='')}")
        for o in LANGUAGES
        if o is not language
    ]
    text = _whole(
        "login.html", language, elsewhere, demo=configured.demo, failed=failed, next=following
    )
    return HTMLResponse(text, status, headers=_headers(language))


def _whole(
    name: str,
    language: Language,
    elsewhere: list[tuple[Language, str]],
    *,
    demo: bool,
    leave: bool = False,
    sources: Iterable[str] = (),
    **values: object,
) -> str:
    words = {key: language.words[key] for key in SCRIPT_WORDS}
    template = templates().get_template(name)
    return template.render(
        language=language,
        elsewhere=elsewhere,
        script_words=json.dumps(words, ensure_ascii=False),
        demo=demo,
        leave=leave,
        place=page_settings().municipality.capitalize(),
        sources=sorted(set(sources)),
        **values,
    )


def _headers(language: Language) -> dict[str, str]:
    return {"Cache-Control": "no-store", "Content-Language": language.tag}
