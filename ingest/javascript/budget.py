"""How much time may be wasted before somebody is set aside. Pure: the clock is a parameter."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

_KNOWN_MAX: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much may be wasted at once, and how much of the time in the long run.

    Parameters
    ----------
    burst_s
        What may be wasted before anything happens. [s]
    share
        What comes back of it in each second. [s/s]
    """

    burst_s: float
    share: float


#: A device may waste a fiftieth of a process, all devices of a codec together a tenth.
OF_SENDER: Final = Allowance(burst_s=0.2, share=0.02)
OF_CODEC: Final = Allowance(burst_s=1.0, share=0.1)


class Budget:
    """Wasted time of many, each by its key; who has none left waits until some has come back."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key -> left, as of

    def charge(self, key: str, wasted_s: float, *, now_s: float) -> None:
        """Take wasted time off what a key has left."""
        left_s = self._left_s(key, now_s) - wasted_s
        self._left[key] = left_s, now_s
        self._left.move_to_end(key)
        if len(self._left) > _KNOWN_MAX:
            self._left.popitem(last=False)

    def waits_s(self, key: str, *, now_s: float) -> float:
        """Return how long a key has to wait, 0 when it may go on."""
        if key not in self._left:
            return 0.0
        return max(0.0, -self._left_s(key, now_s) / self._allowance.share)

    def _left_s(self, key: str, now_s: float) -> float:
        known = self._left.get(key)
        if known is None:
            return self._allowance.burst_s
        left_s, as_of_s = known
        back_s = (now_s - as_of_s) * self._allowance.share
        return min(self._allowance.burst_s, left_s + back_s)


class Fairness:
    """The budgets of devices and codecs together."""

    def __init__(self) -> None:
        self._senders = Budget(OF_SENDER)
        self._codecs = Budget(OF_CODEC)

    def charge(self, codec: str, sender: str, wasted_s: float, *, now_s: float) -> None:
        """Note that a frame of this sender made this codec waste time."""
        self._senders.charge(f"{codec} {sender}", wasted_s, now_s=now_s)
        self._codecs.charge(codec, wasted_s, now_s=now_s)

    def refusal(self, codec: str, sender: str, *, now_s: float) -> str | None:
        """Return why a frame is not decoded now, None when it is."""
        waits_s = self._senders.waits_s(f"{codec} {sender}", now_s=now_s)
        if waits_s > 0:
            return _words("frames of this device have made the codec waste", waits_s)
        waits_s = self._codecs.waits_s(codec, now_s=now_s)
        if waits_s > 0:
            return _words("the codec has wasted", waits_s)
        return None


def _words(who: str, waits_s: float) -> str:
    return (
        f"{who} too much time, and it rests for {waits_s:.0f} s: mend the codec, then "
        "`wegwarte rejected replay --cause codec_failed`"
    )
