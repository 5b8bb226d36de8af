"""When to connect again: later each time, and much later when another client has our session."""

import random
from typing import Final, NamedTuple

from ingest import backoff

#: A connection that ends sooner than this was not worth having: the next waits longer. [s]
STEADY_S: Final = 10.0
_TAKEN_OVER_AFTER: Final = 3  # short connections in a row
_TAKEN_OVER_PAUSE_S: Final = 30.0
TAKEN_OVER: Final = (
    "the connection ends again and again soon after it is made: another ingest uses the same "
    "client id (give each its own WEGWARTE_INSTANCE or data folder), or the broker cuts it"
)


class Pause(NamedTuple):
    """How long to wait, and whether our session seems to be another's. [s]."""

    delay_s: float
    taken_over: bool


class Upkeep:
    """Counts the connections of one session that ended too soon."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._waits = backoff.delays(rng)
        self._short_lived = 0

    def lost(self, lived_s: float | None) -> Pause:
        """Return how long to wait now.

        Parameters
        ----------
        lived_s
            How long the connection was open; None: none was made. [s]
        """
        if lived_s is not None and lived_s > STEADY_S:
            self._waits, self._short_lived = backoff.delays(self._rng), 0
        self._short_lived += lived_s is not None
        delay_s = next(self._waits)
        if self._short_lived < _TAKEN_OVER_AFTER:
            return Pause(delay_s, taken_over=False)
        self._short_lived = 0
        return Pause(_TAKEN_OVER_PAUSE_S, taken_over=True)
