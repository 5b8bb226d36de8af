"""Start parts in order of need, restart what dies, and leave no process behind.

One thread, woken by signals (a child's end is one) and, while something is starting, by a tick.
"""

import os
import random
import select
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from cli import processes
from cli.backoff import delays_s
from cli.embedded.children import tail
from cli.embedded.errors import EmbeddedError
from cli.failure import FailedError
from cli.guard import Guard
from cli.parts import Part
from cli.watched import Watched, in_words

_TICK_S = 0.05
_IDLE_S = 5.0
_WRONG_USE = 2  # the exit status that says: as I was called I shall never work
_PROVEN_S = 10.0  # a part that has once run this long is started again for ever
_SETTLED_S = 60.0  # a part that ran this long begins again with the shortest delay
_SERVICES_STOP_MAX_S = 5.0
_SERVERS_STOP_MAX_S = 4.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


class Supervisor:
    """The parts of one `wegwarte up`.

    Parameters
    ----------
    parts
        In the order in which they are shown; `needs` decides the order of starting.
    changed
        Called with a part after each change of its state.
    idle
        Called now and then: the place for chores such as bounding the logs.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        guard: Guard,
        rng: random.Random,
        changed: Callable[[Watched], None],
        idle: Callable[[], None],
    ) -> None:
        self.watched = {part.name: Watched(part) for part in parts}
        self._guard = guard
        self._rng = rng
        self._changed = changed
        self._idle = idle
        self._stop_signals = 0
        self._news = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def run(self) -> None:
        """Supervise until a signal ends it; a vital part that fails for good raises."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in _SIGNALS:
            signal.signal(number, self._on_signal)
        try:
            while not self._stopping():
                self._news = False
                for watched in self.watched.values():
                    self._advance(watched, time.monotonic())
                    if self._stopping():
                        break
                self._sleep()
        finally:
            self._stop_all()
            signal.set_wakeup_fd(-1)

    def _stopping(self) -> bool:
        return self._stop_signals > 0

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            self._stop_signals += 1
        elif number != signal.SIGCHLD:
            self._stop_signals = max(self._stop_signals, 1)

    def _sleep(self) -> None:
        """Wait for a signal (a child's end is one), or for what can only be asked again."""
        asked = any(
            w.state == "restarting" or (w.state == "starting" and not w.part.ends)
            for w in self.watched.values()
        )
        timeout_s = 0 if self._news else _TICK_S if asked else _IDLE_S
        select.select([self._wake_read], [], [], timeout_s)
        with suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        self._idle()

    def _advance(self, watched: Watched, now_s: float) -> None:
        """Take a part one step further: the whole life of a part is in these lines."""
        if watched.child is not None and watched.child.poll() is not None:
            self._ended(watched, watched.child.returncode, now_s)
        elif self._due(watched, now_s):
            self._start(watched, now_s)
        elif watched.state == "starting" and not watched.part.ends:
            try:
                ready = watched.part.ready()
            except EmbeddedError as why:
                self._kill(watched)
                self._failed(watched, str(why), now_s)
                return
            if ready:
                self._set(watched, "ready")

    def _due(self, watched: Watched, now_s: float) -> bool:
        if watched.state == "restarting":
            return now_s >= watched.start_at_s
        if watched.state != "waiting":
            return False
        names = (*watched.part.needs, *watched.part.after)
        needed = [self.watched[name] for name in names if name in self.watched]
        return all(w.over() if w.part.ends else w.state == "ready" for w in needed)

    def _start(self, watched: Watched, now_s: float) -> None:
        self._set(watched, "starting")
        try:
            watched.child = watched.part.spawn()
        except EmbeddedError as why:
            if not watched.proven:  # nothing will mend by trying again
                raise
            self._failed(watched, str(why), now_s)
            return
        watched.process = processes.find(watched.child.pid)
        watched.started_s = now_s
        if watched.process is not None:  # it may have ended already
            self._guard.add(watched.process, watched.part.stop_signal)
        self._set(watched, "starting")

    def _ended(self, watched: Watched, status: int, now_s: float) -> None:
        self._sweep(watched)
        if watched.part.ends and status == 0:
            watched.part.on_done()
            self._set(watched, "done")
            return
        ran_s = now_s - watched.started_s
        watched.proven |= ran_s > _PROVEN_S and not watched.part.ends
        if ran_s > _SETTLED_S:
            watched.failures = 0
        self._failed(watched, in_words(status), now_s, final=status == _WRONG_USE)

    def _failed(self, watched: Watched, how: str, now_s: float, *, final: bool = False) -> None:
        was_ready = watched.state == "ready"
        watched.failures += 1
        watched.last_end = how
        part = watched.part
        if not watched.proven and (final or watched.failures >= part.tries_max):
            self._set(watched, "failed")
            if part.vital:
                raise FailedError(f"{part.title} ({part.name}) {how}:\n{tail(part.log)}")
            return
        if was_ready:
            watched.restarts += 1
        watched.start_at_s = now_s + delays_s(watched.failures, self._rng)
        self._set(watched, "restarting")

    def _kill(self, watched: Watched) -> None:
        if watched.child is not None:
            with suppress(ProcessLookupError):
                os.killpg(watched.child.pid, signal.SIGKILL)
            watched.child.wait()
            self._sweep(watched)

    def _sweep(self, watched: Watched) -> None:
        """Forget a child that ended, and end what it may have left in its group."""
        if watched.child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(watched.child.pid, signal.SIGKILL)
        if watched.process is not None:
            self._guard.remove(watched.process)
        watched.child = watched.process = None

    def _stop_all(self) -> None:
        """Stop the services, then the servers they need; what lingers is killed."""
        for server, patience_s in ((False, _SERVICES_STOP_MAX_S), (True, _SERVERS_STOP_MAX_S)):
            group = [w for w in self.watched.values() if w.part.server is server]
            alive = [w for w in group if w.child is not None]
            for watched in alive:
                if watched.child is not None:
                    watched.child.send_signal(watched.part.stop_signal)
            deadline = time.monotonic() + patience_s
            for watched in alive:
                self._await_end(watched, deadline)
            for watched in group:
                if watched.state not in {"done", "failed"}:
                    self._set(watched, "stopped")
        self._guard.dismiss()

    def _await_end(self, watched: Watched, deadline_s: float) -> None:
        if watched.child is None:
            return
        while watched.child.poll() is None:
            # A second Ctrl-C is a person who does not want to wait.
            if time.monotonic() > deadline_s or self._stop_signals > 1:
                watched.last_end = "had to be killed"
                self._kill(watched)
                return
            time.sleep(_TICK_S)
        self._sweep(watched)

    def _set(self, watched: Watched, state: str) -> None:
        watched.state = state
        self._news = True  # another part may have waited for it
        self._changed(watched)
