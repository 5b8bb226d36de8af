"""One run of `wegwarte up`: the supervisor, what it says, and `running.json`."""

import os
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console

from cli import logs, processes, running
from cli.console import Report
from cli.embedded.ports import LOOPBACK
from cli.failure import FailedError
from cli.guard import Guard
from cli.parts import Part
from cli.plan import HTTP_PORT, MQTT_PORT, Plan
from cli.processes import Process
from cli.running import Running, RunningPart
from cli.supervisor import Supervisor
from cli.watched import Watched

_CHORES_EVERY_S = 30.0


class OneMachine:
    """Join plan, supervisor, report and `running.json`.

    Parameters
    ----------
    plan
        What to run and where.
    left
        Names of parts of a killed run that had to be stopped first; told to the person.
    """

    def __init__(self, plan: Plan, *, left: Sequence[str]) -> None:
        self._plan = plan
        self._left = left
        self._began_s = time.monotonic()
        self._started = _now()
        self._ourselves = _ourselves()
        self._report = Report(Console(), lambda: time.monotonic() - self._began_s)
        self._seen: dict[str, RunningPart] = {}
        self._watched: dict[str, Watched] = {}
        self._announced = False
        self._next_chores_s = 0.0

    def run(self, only: Sequence[str] | None) -> None:
        """Run until a signal ends it; everything is stopped when this returns or raises."""
        parts = chosen(self._plan.parts(), only)
        (self._plan.wanted.folder / "log").mkdir(mode=0o700, exist_ok=True)
        self._preface()
        supervisor = Supervisor(
            parts,
            guard=Guard(),
            rng=random.SystemRandom(),
            changed=self._changed,
            idle=self._chores,
        )
        self._watched = supervisor.watched
        self._seen = {
            part.name: RunningPart(state="waiting", since=self._started) for part in parts
        }
        self._report.begin(self._watched.values())
        try:
            supervisor.run()
        finally:
            self._report.finish_table()
        self._report.say("everything is stopped; the same command starts it again")

    def _preface(self) -> None:
        plan = self._plan
        self._report.say(f"Wegwarte on {plan.wanted.folder}; the page will be at {plan.page_url}")
        if self._left:
            self._report.say(f"a killed run had left {', '.join(self._left)}: stopped")
        if plan.nats is not None and plan.wanted.mqtt_host != LOOPBACK:
            self._report.say(
                f"MQTT on {plan.wanted.mqtt_host} is not encrypted: who listens on the way reads"
                " passwords and readings; use it inside a closed network, or put TLS in front"
            )
        for name, port, usual in (
            ("page", plan.http_port, HTTP_PORT),
            ("MQTT", plan.mqtt_port, MQTT_PORT),
        ):
            if port is not None and port != usual and not plan.was_given(name):
                holder = processes.port_holder(usual) or "another process"
                self._report.say(f"{name}: port {usual} is held by {holder}; taking {port}")

    def _changed(self, watched: Watched) -> None:
        before = self._seen.get(watched.part.name)
        since = before.since if before and before.state == watched.state else _now()
        self._seen[watched.part.name] = RunningPart(
            state=watched.state,
            since=since,
            process=watched.process,
            restarts=watched.restarts,
            last_end=watched.last_end,
        )
        self._write()
        self._report.changed(watched, self._watched.values())
        if not self._announced and all(one.up() for one in self._watched.values()):
            self._announce()

    def _announce(self) -> None:
        """Say where everything is, as soon as all that stays is up (steps may still run)."""
        self._announced = True
        self._report.finish_table()
        plan = self._plan
        if plan.mqtt_port is not None and "nats" in self._watched:
            login = ", each with its credential" if plan.wanted.require_credentials else ""
            self._report.say(
                f"devices publish to mqtt://{plan.wanted.mqtt_host}:{plan.mqtt_port}{login},"
                f" topic mobility/v1/{plan.wanted.municipality}/<device>/up"
            )
        if "api" in self._watched:
            self._report.say(f"Wegwarte runs: {plan.page_url}   (Ctrl-C stops it)")
        else:
            self._report.say("up   (Ctrl-C stops it)")

    def _write(self) -> None:
        plan, wanted = self._plan, self._plan.wanted
        ports = {"http": plan.http_port}
        if plan.mqtt_port is not None:
            ports["mqtt"] = plan.mqtt_port
        if plan.postgres is not None:
            ports["postgres"] = plan.postgres.port
        running.write(
            wanted.folder,
            Running(
                supervisor=self._ourselves,
                data=str(wanted.folder),
                demo=wanted.demo,
                started=self._started,
                page_url=plan.page_url,
                database_url=plan.database_url,
                mqtt_url=plan.mqtt_url,
                municipality=wanted.municipality,
                broker_monitor_url=None if plan.nats is None else plan.nats.monitor_url,
                ports=ports,
                parts=dict(self._seen),
            ),
        )

    def _chores(self) -> None:
        if self._plan.nats is not None:
            self._plan.nats.reload_if_changed()
        now_s = time.monotonic()
        if now_s >= self._next_chores_s:
            self._next_chores_s = now_s + _CHORES_EVERY_S
            for watched in self._watched.values():
                logs.bound(watched.part.log)


def chosen(parts: Sequence[Part], only: Sequence[str] | None) -> list[Part]:
    """Return the parts named and what they need, in their order; all when none is named."""
    if only is None:
        return list(parts)
    known = {part.name: part for part in parts}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise FailedError(f"no part is called {', '.join(unknown)}; there are: {', '.join(known)}")
    keep, open_names = set[str](), list(only)
    while open_names:
        name = open_names.pop()
        if name in known and name not in keep:
            keep.add(name)
            open_names.extend(known[name].needs)
    return [part for part in parts if part.name in keep]


def _ourselves() -> Process:
    found = processes.find(os.getpid())
    if found is None:
        raise ProcessLookupError("this very process cannot be found: is /proc readable?")
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251 - the rim
