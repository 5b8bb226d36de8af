"""How each road does, for people: kept in memory, `ingest.telling` writes it down."""

from dataclasses import dataclass
from datetime import datetime

from store import sources
from store.pool import Connection


@dataclass(slots=True, kw_only=True)
class State:
    """One road; `messages` came since the state was written last.

    `changes` counts what was said of it, `written` how much of that is written down.
    """

    kind: str
    connected_since: datetime | None = None
    last_message_at: datetime | None = None
    messages: int = 0
    error: str | None = None
    error_at: datetime | None = None
    changes: int = 0
    written: int = 0


class States:
    """The roads of one ingest, by name."""

    def __init__(self) -> None:
        self._states: dict[str, State] = {}

    def connected(self, source: str, kind: str, *, now: datetime) -> None:
        """Say that a road is open."""
        state = self._state(source, kind)
        state.connected_since, state.error, state.error_at = now, None, None

    def away(self, source: str, kind: str, why: str, *, now: datetime) -> None:
        """Say why a road is closed, in words."""
        state = self._state(source, kind)
        state.connected_since, state.error, state.error_at = None, why, now

    def complain(self, source: str, kind: str, why: str, *, now: datetime) -> None:
        """Say what is wrong with a road that is open all the same."""
        state = self._state(source, kind)
        state.error, state.error_at = why, now

    def last_heard(self, source: str) -> datetime | None:
        """Return when the last message came by a road since this ingest began."""
        state = self._states.get(source)
        return None if state is None else state.last_message_at

    def heard(self, source: str, kind: str, messages: int, *, at: datetime) -> None:
        """Say that messages came by a road."""
        state = self._state(source, kind)
        state.messages += messages
        if state.last_message_at is None or at > state.last_message_at:
            state.last_message_at = at

    def forget(self, source: str) -> None:
        """Forget a road that was removed."""
        self._states.pop(source, None)

    def _state(self, source: str, kind: str) -> State:
        state = self._states.setdefault(source, State(kind=kind))
        state.kind = kind
        state.changes += 1
        return state

    async def write(self, conn: Connection, *, now: datetime) -> None:
        """Write the roads that have changed since they were written last.

        What could not be written is told the next time, with what is said in the meantime.
        """
        for name, state in sorted(self._states.items()):
            if state.changes == state.written:
                continue
            messages, changes = state.messages, state.changes
            await sources.put_state(
                conn,
                name,
                kind=state.kind,
                connected_since=state.connected_since,
                last_message_at=state.last_message_at,
                messages=messages,
                error=state.error,
                error_at=state.error_at,
                now=now,
            )
            state.messages -= messages
            state.written = changes
