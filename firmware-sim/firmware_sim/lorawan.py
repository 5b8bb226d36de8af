"""A device behind a network server: join, frames with counters from 0, radio, downlinks (class A).

A downlink waits at the server until the device was heard; then it is sent, and the next frame
confirms it. What no gateway hears is lost, or kept by models that have a memory for it, which send
it as history when they are heard again.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import msgspec

from firmware_sim.dialects import Dialect, Mindful, Obedient, Uttered
from firmware_sim.instants import SECOND_US
from firmware_sim.payload import Measurement
from firmware_sim.radio import Radio, Reception
from firmware_sim.servers import Order, Published, Server
from firmware_sim.voice import Session, Spoken, Wish

#: Between two frames of a device: the duty cycle of its band. [us]
_BETWEEN_US: Final = 4 * SECOND_US
_JOIN_US: Final = 6 * SECOND_US
#: From the end of a frame to the first receive window after it (EU868). [us]
_RECEIVE_US: Final = SECOND_US
_ANSWER_US: Final = 3 * SECOND_US
#: History goes out this far apart, so many frames after a live one.
_HISTORY_US: Final = 60 * SECOND_US
_HISTORY_AT_ONCE: Final = 8

#: Due, and what; in the order of their counters.
_Frames = deque[tuple[int, Uttered]]


@dataclass(slots=True)
class _Talk:
    """One call of the device: what it numbers, and the frames that it still has to send."""

    session: Session
    number: int
    due_us: int
    frames: _Frames = field(default_factory=deque)


@dataclass(slots=True)
class LoRaWan:
    """A device behind a network server.

    Parameters
    ----------
    unheard
        Whether no gateway hears it at an instant.
    """

    dialect: Dialect
    server: Server
    radio: Radio
    unheard: Callable[[int], bool] = lambda _: False
    _free_us: int = 0  #: from then on the radio may send again
    _orders: deque[Order] = field(default_factory=deque)
    _unconfirmed: Order | None = None  #: was sent, and the next frame confirms it
    _downlinks: int = 0  #: the counter of downlinks
    _wishes: list[Wish] = field(default_factory=list)

    def begin(self, session: Session) -> Spoken | None:
        """Return what the server says of the join."""
        self._downlinks, self._unconfirmed = 0, None
        published = self.server.join(session.boot, session.began_us)
        return Spoken(published.topic, _bytes(published), ())

    def alive(self, session: Session, said: Measurement) -> Spoken | None:  # noqa: ARG002
        """Return nothing: its server knows when it was heard."""
        return None

    def order(self, topic: str, payload: bytes, now_us: int) -> Iterator[Spoken]:
        """Keep downlinks until the device is heard; what nobody can read goes unnoticed."""
        try:
            orders, replace = self.server.orders(topic, payload)
        except (ValueError, msgspec.DecodeError):
            return  # as the server does: it tells its log
        if replace:
            self._orders.clear()
        for order in orders:
            self._orders.append(order)
            published = self.server.queued(order, now_us)
            if published is not None:
                yield Spoken(published.topic, _bytes(published), (), is_told=True)

    def obeyed(self) -> Iterator[Wish]:
        """Yield what downlinks have told the device since this was asked last."""
        wishes, self._wishes = self._wishes, []
        yield from wishes

    def speak(
        self, session: Session, number: int, due_us: int, said: Sequence[Measurement]
    ) -> Iterator[Spoken]:
        """Yield the server's message about each frame; frames wait for the join and each other."""
        talk = _Talk(session, number, due_us)
        for at_us, together in groupby(said, key=lambda one: one.due_us):
            measured = list(together)
            if talk.number == 0:
                self._free_us = session.began_us + _JOIN_US
                talk.frames += ((at_us, one) for one in self.dialect.opening(measured))
            talk.frames += ((at_us, one) for one in self.dialect.frames(measured))
            heard_us = yield from self._send(talk)
            if heard_us is not None:
                yield from self._resend(talk, heard_us)

    def _send(self, talk: _Talk) -> Generator[Spoken, None, int | None]:
        """Yield the frames that are ready; return when the last was heard, if any was."""
        heard_us: int | None = None
        while talk.frames:
            at_us, one = talk.frames.popleft()
            time_us = max(at_us, self._free_us)
            self._free_us = time_us + _BETWEEN_US
            is_lost = self.unheard(time_us)
            reception = self.radio.send(time_us, len(one.frame.payload))
            yield self._spoken(talk, one, reception, is_lost=is_lost)
            talk.number += 1
            if is_lost:
                if isinstance(self.dialect, Mindful) and not one.is_history:
                    self.dialect.keep(one.measurements)
            else:
                heard_us = time_us
                yield from self._answer(talk, reception)
        return heard_us

    def _resend(self, talk: _Talk, heard_us: int) -> Iterator[Spoken]:
        """Yield history, one frame a minute, as long as somebody hears it."""
        if not isinstance(self.dialect, Mindful):
            return
        for n in range(1, _HISTORY_AT_ONCE + 1):
            at_us = heard_us + n * _HISTORY_US
            if self.unheard(at_us) or self.unheard(at_us + _BETWEEN_US):
                return
            one = self.dialect.history(self.radio.payload_max)
            if one is None:
                return
            talk.frames.append((at_us, one))
            yield from self._send(talk)

    def _answer(self, talk: _Talk, reception: Reception) -> Iterator[Spoken]:
        """Yield what follows for downlinks from a frame that was heard."""
        boot = talk.session.boot
        if self._unconfirmed is not None:
            at_us = reception.application_us
            counter = self._downlinks - 1
            done = self.server.acknowledged(boot, counter, self._unconfirmed, at_us)
            self._unconfirmed = None
            yield Spoken(done.topic, _bytes(done), (), at_us - talk.due_us, is_told=True)
        if not self._orders:
            return
        order = self._orders.popleft()
        at_us = reception.server_us + _RECEIVE_US
        sent = self.server.sent(boot, self._downlinks, order, at_us)
        self._downlinks += 1
        self._unconfirmed = order if order.confirmed else None
        yield Spoken(sent.topic, _bytes(sent), (), at_us - talk.due_us, is_told=True)
        obeyed = None
        if isinstance(self.dialect, Obedient):
            obeyed = self.dialect.obey(order.port, order.payload)
        if obeyed is not None:
            shift_us = None if obeyed.told_us is None else obeyed.told_us - at_us
            self._wishes.append(Wish(obeyed.settings, shift_us))
            talk.frames.appendleft((at_us + _ANSWER_US, Uttered(obeyed.answer)))

    def _spoken(self, talk: _Talk, one: Uttered, reception: Reception, *, is_lost: bool) -> Spoken:
        published = self.server.up(talk.session.boot, talk.number, one.frame, reception)
        measurements = one.measurements
        if not one.is_history:
            measurements = tuple(said.received(reception.server_us) for said in measurements)
        return Spoken(
            published.topic,
            _bytes(published),
            measurements,
            reception.application_us - talk.due_us,
            is_lost=is_lost,
        )


def _bytes(published: Published) -> bytes:
    return msgspec.json.encode(published.message)
