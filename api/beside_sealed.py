"""What stands beside a number of sealed months: how many late readings it does not have."""

from datetime import timedelta
from typing import Any, Final

import numpy as np

from analytics.civil import to_ms
from analytics.quarters import Int
from api.questions import Asked
from api.windows import Window
from store import beside_sealed
from store.beside_sealed import Beside
from store.pool import Connection

_ONE: Final = timedelta(microseconds=1)


async def read(conn: Connection, asked: Asked, window: Window) -> Beside:
    """Read what is to be said beside the number of a question."""
    first_us, last_us = to_ms(window.since) * 1000, to_ms(window.until) * 1000
    made_of = set(asked.datastreams())
    spans = [
        (deployment.channel, max(since, first_us), min(until, last_us))
        for source in asked.site.sources
        if source.id in made_of
        for deployment in source.deployments
        for since, until in [(deployment.span.from_ms * 1000, deployment.span.to_ms * 1000)]
        if since < last_us and until > first_us
    ]
    days = window.since.date(), (window.until - _ONE).date()
    return await beside_sealed.read(conn, spans, sorted(made_of), days)


def version(found: Beside) -> str:
    """Return what differs whenever this does."""
    return f"{len(found.late_us)} {found.versions}"


def tell(
    found: Beside,
    head: dict[str, Any],
    values: list[dict[str, Any]],
    total: dict[str, Any],
    edges_ms: Int,
) -> None:
    """Say it in an answer, where there is something to say.

    Parameters
    ----------
    edges_ms
        Where each bucket begins, and where the last one ends.
    """
    notes = []
    if len(found.late_us):
        at = np.searchsorted(found.late_us, edges_ms * 1000)
        for row, count in zip(values, np.diff(at).tolist(), strict=False):
            row["late_refused"] = count
        total["late_refused"] = len(found.late_us)
        month = np.datetime64(int(found.late_us[0]), "us").astype("datetime64[M]")
        notes.append(
            f"{len(found.late_us)} readings came after their month was sealed and are not in "
            f"these numbers: wegwarte archive restore {month}, then wegwarte rejected replay "
            "--cause beyond_raw_horizon"
        )
    if len(found.versions) > 1:
        head["state_versions"] = found.versions
        said = ", ".join(map(str, found.versions))
        notes.append(
            f"derived by several versions of the method ({said}): sealed months keep the older one"
        )
    if notes:
        head["notes"] = notes
