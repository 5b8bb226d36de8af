"""The first steps of a fresh installation, and imports that are under way."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.pages.language import Language
from store.pages import FirstSteps, RunUnderWay

BROKER_WAIT_MAX_S: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the checklist; words between backticks are commands."""

    title: str
    text: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportShown:
    """An import under way; `share` is 0..1, None while it is not known."""

    what: str
    share: float | None


async def answers(broker: tuple[str, int]) -> bool:
    """Whether somebody listens at an address."""
    try:
        async with asyncio.timeout(BROKER_WAIT_MAX_S):
            _, writer = await asyncio.open_connection(*broker)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True


def steps(
    found: FirstSteps,
    *,
    broker: tuple[str, int] | None,
    reachable: bool,
    language: Language,
    now: datetime,
) -> list[Step]:
    """Return the checklist."""
    say, number = language.say, language.number
    if broker is None:
        told = say("step_broker_unset")
    elif reachable:
        told = say("step_broker_done")
    else:
        told = say("step_broker_todo", address=f"{broker[0]}:{broker[1]}")
    messages = say("step_messages_todo")
    if found.messages_read:
        messages = say("step_messages_done", n=number(found.messages_read))
    elif found.messages_unknown:
        unknown, senders = number(found.messages_unknown), number(found.devices_unknown)
        messages = say("step_messages_unknown", n=unknown, m=senders)
    sites = say("step_sites_todo")
    if found.sites:
        sites = say("step_sites_done", n=number(found.sites))
    reading = say("step_reading_todo")
    if found.first_received is not None:
        reading = say("step_reading_done", age=language.age(now - found.first_received))
    return [
        Step(title=say("step_broker"), text=told, done=reachable),
        Step(title=say("step_messages"), text=messages, done=found.messages_read > 0),
        Step(title=say("step_sites"), text=sites, done=found.sites > 0),
        Step(title=say("step_reading"), text=reading, done=found.first_received is not None),
    ]


def imports(runs: Sequence[RunUnderWay]) -> list[ImportShown]:
    """Return what is being read in; a run that says nothing of its size has no share."""
    shown = []
    for run in runs:
        done, total = run.detail.get("files_done", 0), run.detail.get("files")
        share = None
        if isinstance(done, int | float) and isinstance(total, int | float) and total > 0:
            share = min(max(done / total, 0.0), 1.0)
        shown.append(ImportShown(what=str(run.detail.get("mapping", run.id)), share=share))
    return shown
