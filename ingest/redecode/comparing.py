"""What a second reading of messages changes of what is stored. Pure."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Self

from store.redecode import Held, Key, Value


@dataclass(frozen=True, slots=True)
class Again:
    """A row that a message says now, by the block it came in."""

    key: Key
    value: Value
    origin: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be done; nothing where both readings agree.

    Parameters
    ----------
    withdrawn
        Stored, and no message says so now.
    replaced
        Stored with another value than the messages say now.
    added
        Said now, and not stored.
    kept
        How many rows stay as they are.
    """

    withdrawn: list[Held] = field(default_factory=list)
    replaced: list[tuple[Held, Again]] = field(default_factory=list)
    added: list[Again] = field(default_factory=list)
    kept: int = 0

    def without_withdrawing(self, stays: Callable[[Held], bool]) -> Self:
        """Return the same, but that some rows stay although no message says so now."""
        gone = [row for row in self.withdrawn if not stays(row)]
        return replace(self, withdrawn=gone, kept=self.kept + len(self.withdrawn) - len(gone))


def compare(held: Iterable[Held], read: Iterable[Again], elsewhere: AbstractSet[Key]) -> Changes:
    """Compare what is stored of some messages with what they say now.

    Where messages say different things of one identity the stored value stays if one of them says
    it, else that of the first message, as if it had come first again.

    Parameters
    ----------
    read
        In the order in which the messages came.
    elsewhere
        Identities that are stored from other messages: they stay as they are.
    """
    said: dict[Key, list[Again]] = {}
    for row in read:
        said.setdefault(row.key, []).append(row)
    changes = Changes()
    stored = set()
    kept = 0
    for old in held:
        stored.add(old.key)
        now = said.get(old.key)
        if now is None:
            changes.withdrawn.append(old)
        elif any(row.value == old.value for row in now):
            kept += 1
        else:
            changes.replaced.append((old, now[0]))
    new = said.keys() - stored - elsewhere
    changes.added.extend(rows[0] for key, rows in said.items() if key in new)
    return replace(changes, kept=kept)


def unknown_to(held: Iterable[Held], read: Iterable[Again]) -> set[Key]:
    """Return identities that are said now and not stored from the same messages."""
    return {row.key for row in read} - {row.key for row in held}


def by_origin(changes: Changes) -> Mapping[int, tuple[list[Again], list[Again]]]:
    """Return replaced and added rows by the block whose messages say them."""
    found: dict[int, tuple[list[Again], list[Again]]] = {}
    for _, row in changes.replaced:
        found.setdefault(row.origin, ([], []))[0].append(row)
    for row in changes.added:
        found.setdefault(row.origin, ([], []))[1].append(row)
    return found
