"""What is stored of the datastreams of a question, read as its indicator needs it."""

from datetime import date
from typing import Final

from analytics.answers import Known
from analytics.indicators import METHODS
from analytics.indicators.method import Need
from api.questions import Asked
from store import day_states
from store.pool import Connection

_EPOCH: Final = date(1970, 1, 1)


async def known(conn: Connection, asked: Asked, first: date, last: date) -> Known:
    """Read what a question needs of the UTC days [first, last], and of the days before them."""
    method = METHODS[asked.topic.indicator]
    days = (first - _EPOCH).days - method.history_days, (last - _EPOCH).days
    ids = asked.datastreams()
    needs = method.needs
    return Known(
        states=await day_states.read(conn, ids, *days) if Need.STATES in needs else {},
        speeds=await day_states.read_speeds(conn, ids, *days) if Need.SPEEDS in needs else {},
    )
