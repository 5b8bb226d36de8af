"""Windows of time: half-open instants, local dates, or a `period`, in the zone of a site."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from api.errors import BadWindowError, TooMuchError

_PERIODS: Final = (
    (re.compile(r"(\d{4})"), "year"),
    (re.compile(r"(\d{4})-(\d{2})"), "month"),
    (re.compile(r"(\d{4})-W(\d{2})"), "week"),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), "day"),
)
_FORMS: Final = (
    "write from and to as local dates (2026-10-01) or instants with a zone "
    "(2026-10-01T00:00:00Z), or period=2026-10, 2026-W43, 2026 or 2026-10-25"
)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
Moment = TypeVar("Moment", date, datetime)
YEAR_MIN: Final = 1990
YEAR_MAX: Final = 2200


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`[since, until)` as instants, with its ends as they were asked for."""

    since: datetime
    until: datetime
    from_: date | datetime
    to: date | datetime
    zone: ZoneInfo

    def echo(self) -> dict[str, str]:
        """Return `from`, `to` (exclusive) and `to_inclusive`, its last date or second."""
        last = self.to - _SECOND if isinstance(self.to, datetime) else self.to - _DAY
        return {
            "from": written(self.from_),
            "to": written(self.to),
            "to_inclusive": written(last),
        }

    @property
    def first_date(self) -> date:
        """The local date on which it begins."""
        return self.since.astimezone(self.zone).date()

    @property
    def end_date(self) -> date:
        """The local date before which it ends."""
        return (self.until - timedelta(microseconds=1)).astimezone(self.zone).date() + _DAY

    @property
    def days(self) -> float:
        """How long it is, in days."""
        return (self.until - self.since) / _DAY

    def bounded(self, days_max: int, setting: str) -> "Window":
        """Return it unless it is longer than the limit."""
        if self.days > days_max + 1:
            raise TooMuchError(
                f"the window has {self.days:.0f} days, the limit is {days_max} ({setting})",
                "ask for shorter windows one after another",
            )
        return self


def written(moment: date | datetime) -> str:
    """Return a date as it is, an instant in UTC with `Z`."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def read(
    from_: str | None,
    to: str | None,
    period: str | None,
    zone: ZoneInfo,
    *,
    now: datetime,
    default_days: int,
) -> Window:
    """Read a window.

    Parameters
    ----------
    default_days
        Without `from`: so many local days before `to`. Without `to`: up to the end of today.

    Raises
    ------
    BadWindowError
        Not dates or instants, ends before it begins, or `period` beside `from` and `to`.
    """
    if period is not None:
        if from_ is not None or to is not None:
            raise BadWindowError("period stands beside from or to", "give one or the other")
        first, end = _period(period)
        return _window(first, end, zone)
    tomorrow = now.astimezone(zone).date() + _DAY
    end_ = _moment("to", to) if to is not None else tomorrow
    if from_ is not None:
        return _window(_moment("from", from_), end_, zone)
    last = end_.astimezone(zone) if isinstance(end_, datetime) else end_
    return _window(last - timedelta(days=default_days), end_, zone)


def _window(from_: date | datetime, to: date | datetime, zone: ZoneInfo) -> Window:
    since = from_ if isinstance(from_, datetime) else midnight(from_, zone)
    until = to if isinstance(to, datetime) else midnight(to, zone)
    if until <= since:
        raise BadWindowError(
            f"to={written(to)} is not after from={written(from_)}",
            "`to` is exclusive: of one day, `to` is the next day",
        )
    return Window(since=since, until=until, from_=from_, to=to, zone=zone)


def _moment(name: str, text: str) -> date | datetime:
    try:
        if len(text) == len("2026-10-25"):
            return _in_calendar(date.fromisoformat(text))
        # A + that was not escaped arrives as a space.
        instant = _in_calendar(datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError as why:
        raise BadWindowError(
            f"{name}={text[:80]!r} is no date and no instant: {why}", _FORMS
        ) from why
    if instant.tzinfo is None:
        raise BadWindowError(
            f"{name}={text[:80]!r} has no zone",
            "end it with Z or an offset such as +01:00",
        )
    return instant.astimezone(UTC)


def _in_calendar(moment: Moment) -> Moment:
    if not YEAR_MIN <= moment.year <= YEAR_MAX:
        raise BadWindowError(
            f"{moment.isoformat()} lies outside the years {YEAR_MIN} to {YEAR_MAX}", _FORMS
        )
    return moment


def _period(text: str) -> tuple[date, date]:
    for pattern, kind in _PERIODS:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = [int(part) for part in match.groups()]
        try:
            first, end = _dates(kind, parts)
        except (ValueError, OverflowError) as why:
            raise BadWindowError(f"period={text!r} is not in the calendar: {why}", _FORMS) from why
        return _in_calendar(first), end
    raise BadWindowError(f"period={text[:80]!r} is no period", _FORMS)


def _dates(kind: str, parts: list[int]) -> tuple[date, date]:
    match kind:
        case "year":
            return date(parts[0], 1, 1), date(parts[0] + 1, 1, 1)
        case "month":
            first = date(parts[0], parts[1], 1)
            return first, (first + timedelta(days=31)).replace(day=1)
        case "week":
            first = date.fromisocalendar(parts[0], parts[1], 1)
            return first, first + timedelta(days=7)
        case _:
            first = date(*parts)
            return first, first + _DAY
