"""A fault that goes on after somebody decided about it: the finding grows, and its mark with it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import AsyncConnection

from store.inventory import deployments
from store.inventory.deployments import Span
from store.inventory.rows import changed, rows

#: What was going on is the same fault where it is found again so soon after its end.
WITHIN: Final = timedelta(hours=36)
#: Tests that may name the same fault, by a word for them.
KIN: Final[Mapping[str, str]] = {
    **dict.fromkeys(("dead", "zero_run", "level_low", "stuck"), "less"),
    **dict.fromkeys(("clock_shift", "clock_not_changed"), "clock"),
    **dict.fromkeys(("gap", "silent", "truncated_day", "month_end_missing"), "missing"),
}


async def grow(
    conn: AsyncConnection[Any],
    site: str,
    found: Sequence[Mapping[str, Any]],
    *,
    through: datetime,
    now: datetime,
) -> set[str]:
    """Let what goes on after a decision last longer, and its mark; return what that explains.

    Only what had not ended when it was last looked at goes on: a later fault is a new one.

    Parameters
    ----------
    found
        The columns of `finding` that a test knows, times as ISO 8601.
    through
        Up to when the site was looked at.
    """
    said = await rows(
        conn,
        "finding_grown",
        site=site,
        found=json.dumps(found),
        kin=json.dumps(KIN),
        slack=WITHIN,
    )
    for one in said:
        await changed(
            conn, "finding_grow", key=one["id"], end_at=one["end_at"], through=through, now=now
        )
        await changed(conn, "finding_grow_mark", judgement=one["judgement"], until=one["end_at"])
        if one["state"] == "confirmed":
            longer = Span(
                datastream=one["datastream"], since=one["was_end_at"], until=one["end_at"]
            )
            await deployments.mark(conn, longer, now=now, cause="anomalous")
    return {key for one in said for key in one["found"]}
