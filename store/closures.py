"""Closures and regulated hours: written as people say them, with the days they make dirty."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from store import facts_said
from store.facts_said import Matter, Word
from store.queries import load


class UnknownSiteError(Exception):
    """No site has this id or alias; the message names some that there are."""


async def site_of(conn: AsyncConnection[Any], name: str) -> tuple[str, str]:
    """Return id and time zone of the site with this id or alias.

    Raises
    ------
    UnknownSiteError
        There is none.
    """
    rows = await (await conn.execute(load("derive_site_of"), {"name": name})).fetchall()
    for site, zone in rows:
        return site, zone
    known = await (await conn.execute(load("derive_sites"))).fetchall()
    ids = ", ".join(site for site, *_ in known[:10]) or "none yet"
    raise UnknownSiteError(f"no site {name!r}; known: {ids}{' …' if len(known) > 10 else ''}")


async def close(
    conn: AsyncConnection[Any],
    site: str,
    *,
    every: str,
    spaces: int | None,
    from_date: date,
    to_date: date | None,
    except_dates: Sequence[date],
    reason: str,
) -> int:
    """Store a closure and mark the days it touches, in the caller's transaction; return its id.

    Parameters
    ----------
    every
        Hours of the week, see `analytics.weekly`; read before it is stored.
    spaces
        How many spaces are closed; None: the whole site.
    to_date
        Exclusive; None: until further notice.
    """
    row = await (
        await conn.execute(
            load("derive_close"),
            {
                "site": site,
                "every": every,
                "spaces": spaces,
                "from_date": from_date,
                "to_date": to_date,
                "except_dates": list(except_dates),
                "reason": reason,
            },
        )
    ).fetchone()
    await mark_site(conn, site, from_date, to_date, cause="closure")
    return int(row[0]) if row else 0


async def withdraw(conn: AsyncConnection[Any], site: str, closure: int) -> bool:
    """Withdraw a closure of a site and mark its days; False when the site has no such closure."""
    cursor = await conn.execute(load("derive_close_withdraw"), {"site": site, "closure": closure})
    row = await cursor.fetchone()
    if row is None:
        return False
    await mark_site(conn, site, row[0], row[1], cause="closure withdrawn")
    return True


async def regulate(
    conn: AsyncConnection[Any], site: str, hours: str, *, from_date: date | None
) -> None:
    """Say in which hours parking is regulated from a local date on (None: ever), and mark."""
    _, zone = await site_of(conn, site)
    since = None
    if from_date is not None:
        since = datetime.combine(from_date, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    matter = Matter(site=site, kind="regulated_hours")
    told = await facts_said.said(conn, matter)
    word = Word(value=hours, since=since, until=None, source="wegwarte close")
    same = [one for one in told if one.since == since and not one.recorded]
    await facts_said.mark(
        conn, matter, await facts_said.change(conn, matter, drop=same, add=[word])
    )


async def mark_site(
    conn: AsyncConnection[Any],
    site: str,
    from_date: date | None,
    to_date: date | None,
    *,
    cause: str,
) -> int:
    """Mark the days with a state that local dates `[from_date, to_date)` touch; None: open."""
    cursor = await conn.execute(
        load("derive_mark_site"),
        {"site": site, "from_date": from_date, "to_date": to_date, "cause": cause},
    )
    return cursor.rowcount


async def closures(conn: AsyncConnection[Any], site: str) -> list[tuple[Any, ...]]:
    """Return id, every, spaces, from, to, except dates and reason of those not withdrawn."""
    return await (await conn.execute(load("derive_closures_of"), {"site": site})).fetchall()
