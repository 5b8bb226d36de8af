"""How one request is answered: in which form, in which version, and page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api import answers, paging, windows
from api.context import NowDep, SettingsDep
from api.formats.choice import TABLES, Form, chosen
from api.formats.tables import Column, Row
from api.settings import Settings
from api.windows import Window


@dataclass(slots=True)
class Reply:
    """The answer to one request, from its form to its bytes."""

    request: Request
    settings: Settings
    wanted: str | None
    form: Form = Form.JSON
    etag: str | None = None

    def choose(self, offered: tuple[Form, ...] = TABLES) -> "Reply":
        """Choose the form among those offered, or raise `NotAcceptableError`."""
        self.form = chosen(self.request, self.wanted, offered)
        return self

    def unchanged(self, *versions: object) -> Response | None:
        """Note the version of what will be answered; return 304 when the client has it."""
        self.etag = answers.tag(self.request, self.form, *versions)
        return answers.unchanged(self.request, self.etag, self.settings)

    def json(self, body: object, *, following: str | None = None) -> Response:
        """Return anything as JSON."""
        return answers.json_answer(
            body, self.etag, self.settings, form=self.form, following=following
        )

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        name: str,
        zone: ZoneInfo | None = None,
        following: str | None = None,
    ) -> Response:
        """Return rows as a CSV file; local times are those of `zone` (None: UTC)."""
        return answers.table_answer(
            self.form,
            columns,
            rows,
            zone=zone,
            name=name,
            etag=self.etag,
            configured=self.settings,
            following=following,
        )

    def page(
        self,
        items: Sequence[Row],
        cursor: str | None,
        columns: Sequence[Column],
        *,
        name: str,
        zone: ZoneInfo | None = None,
        rows: Sequence[Row] | None = None,
        beside: Mapping[str, object] | None = None,
    ) -> Response:
        """Return a page of a list.

        Parameters
        ----------
        cursor
            Of the last item, if more follow.
        rows
            The items as rows of a table, where they are not flat.
        beside
            What stands beside the items in JSON.
        """
        following = self.following(cursor)
        if self.form is Form.JSON:
            return self.json({**(beside or {}), "items": items, "next": following})
        table = items if rows is None else rows
        return self.table(columns, table, name=name, zone=zone, following=following)

    def following(self, cursor: str | None) -> str | None:
        """Return the address of the next page."""
        return paging.next_address(self.request, cursor)


def reply(
    request: Request,
    configured: SettingsDep,
    format: Annotated[
        str | None,
        Query(
            description="json, csv, csv-de (for German Excel), geojson; else by `Accept`.",
            max_length=20,
        ),
    ] = None,
) -> Reply:
    """Return the reply to a request that may ask for a form."""
    return Reply(request, configured, format)


@dataclass(frozen=True, slots=True)
class Asked:
    """The window as it was asked for."""

    from_: str | None
    to: str | None
    period: str | None
    settings: Settings
    now: datetime

    def read(self, zone: ZoneInfo, *, usual_days: int) -> Window:
        """Return the window in a zone; a zone is known only with the site."""
        return windows.read(
            self.from_, self.to, self.period, zone, now=self.now, default_days=usual_days
        )

    def of_rows(self, zone: ZoneInfo, *, usual_days: int) -> Window:
        """Return the window of readings and other rows, unless it is over their limit."""
        window = self.read(zone, usual_days=usual_days)
        return window.bounded(self.settings.query_raw_days_max, "WEGWARTE_QUERY_RAW_DAYS_MAX")


def asked_window(
    configured: SettingsDep,
    now: NowDep,
    from_: Annotated[
        str | None,
        Query(alias="from", description="First local date, or instant with a zone.", max_length=40),
    ] = None,
    to: Annotated[
        str | None,
        Query(
            description="Local date or instant at which the window ends (exclusive).",
            max_length=40,
        ),
    ] = None,
    period: Annotated[
        str | None,
        Query(
            description="Instead of from and to: 2026-10, 2026-W43, 2026 or 2026-10-25.",
            max_length=10,
        ),
    ] = None,
) -> Asked:
    """Return the window of a request, not yet read."""
    return Asked(from_, to, period, configured, now)


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page of a list is asked for."""

    limit: int | None
    after: str | None
    settings: Settings

    def size(self, usual: int = 100) -> int:
        """Return how many items the page has: what was asked for, at most the limit."""
        return min(self.limit or usual, self.settings.page_items_max)

    def key(self, *kinds: type, number_max: int = paging.INT4_MAX) -> tuple[Any, ...] | None:
        """Return the key after which it begins, or raise `BadCursorError`."""
        return paging.decode(self.after, *kinds, number_max=number_max)


def turn(
    configured: SettingsDep,
    limit: Annotated[
        int | None,
        Query(ge=1, description="The most items of a page; the server has a limit too."),
    ] = None,
    after: Annotated[
        str | None,
        Query(description="Cursor of a page; `next` of an answer has it.", max_length=400),
    ] = None,
) -> Turn:
    """Return the page of a request."""
    return Turn(limit, after, configured)


ReplyDep = Annotated[Reply, Depends(reply)]
WindowDep = Annotated[Asked, Depends(asked_window)]
TurnDep = Annotated[Turn, Depends(turn)]
