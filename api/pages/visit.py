"""A visit to a page: what each route is given, and the page it answers with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from api.context import ConnectionDep, NowDep, PublicOnlyDep, SettingsDep
from api.pages.gather import View, view_of
from api.pages.language import DE, LANGUAGES, Language
from api.pages.rendering import fragment, page
from api.settings import Settings
from store.pool import Connection

NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request for a page, with the connection and the settings it is answered by.

    Parameters
    ----------
    view
        In which language, when, by which registry, and whether only for everybody's eyes.
    """

    request: Request
    conn: Connection
    configured: Settings
    view: View

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.view.language

    @property
    def closed(self) -> bool:
        """Whether only what is public may be shown."""
        return self.view.public_only

    def page(
        self,
        name: str,
        path: str,
        *,
        status: int = 200,
        sources: Iterable[str] = (),
        **values: object,
    ) -> HTMLResponse:
        """Answer with a whole page; `path` is its address without the prefix of the language."""
        return page(
            self.request,
            name,
            self.language,
            path=path,
            configured=self.configured,
            status=status,
            sources=sources,
            **values,
        )

    def fragment(self, name: str, **values: object) -> HTMLResponse:
        """Answer with a piece of a page."""
        return HTMLResponse(fragment(name, self.language, **values), headers=NO_STORE)


def language_of(request: Request) -> Language:
    """Return the language whose prefix the address begins with; no page of German does."""
    path: str = request.scope["path"]
    return next((one for one in LANGUAGES if one.prefix and path.startswith(f"{one.prefix}/")), DE)


def visit(
    request: Request,
    conn: ConnectionDep,
    configured: SettingsDep,
    now: NowDep,
    closed: PublicOnlyDep,
) -> Visit:
    """Return what a page is made by."""
    view = view_of(request, language_of(request), now, closed=closed)
    return Visit(request=request, conn=conn, configured=configured, view=view)


VisitDep = Annotated[Visit, Depends(visit)]
