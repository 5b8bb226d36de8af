"""Somebody who publishes what is not theirs to say."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from firmware_sim.chance import share as chance_share
from firmware_sim.chance import word
from firmware_sim.faults.trouble import Circumstances, Due, Share, Sign, Trouble
from firmware_sim.instants import SECOND_US
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.payload import encode, iso

Form = Literal["impostor", "stranger", "garbage", "flood", "future", "forged"]
_FORMS: tuple[Form, ...] = ("impostor", "stranger", "garbage", "flood", "future", "forged")
_YEAR_US = 365 * 86_400 * SECOND_US
_FLOOD = 4_100  # readings in one message: more than the form allows, and still below 256 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile(Trouble):
    """Somebody uses this device's credentials: a share of its messages is followed by another.

    `forms`: `impostor` names another device in the payload, `stranger` speaks as a device that
    does not exist, `garbage` is noise, `flood` holds 4,100 readings, `future` is dated a year
    ahead, `forged` gives the readings just sent other values. Nothing of it may be counted.
    """

    shows_as: ClassVar = frozenset({Sign.REJECTED, Sign.CONFLICT, Sign.FLAG})
    kind: Literal["hostile"] = "hostile"
    share: Share = 0.05
    forms: tuple[Form, ...] = _FORMS

    @property
    def spoils(self) -> bool:
        """The device itself is sound."""
        return False

    def sent(self, due_us: int, message: Outgoing, on: Circumstances) -> Iterable[Due]:
        """Send it; perhaps another follows."""
        yield due_us, message
        if not self.holds(due_us, on) or not self.drawn(self.share, on, message.boot, message.seq):
            return
        count = on.memory["forms"] = on.memory.get("forms", -1) + 1
        form = self.forms[count % len(self.forms)]
        boot = word(on.key, "hostile", message.boot, message.seq)
        yield due_us + SECOND_US, _invented(form, replace(message, boot=boot, seq=0))


def _invented(form: Form, of: Outgoing) -> Outgoing:
    invented = replace(of, nature=Nature.HOSTILE, measurements=())
    if form == "garbage":
        noise = (chance_share(of.boot, n) for n in range(64))
        payload = bytes(int(n * 256) for n in noise)
        return replace(invented, payload=b"\xff" + payload, refused="unreadable")
    if form == "stranger":
        topic = of.topic.replace(of.device, f"stranger-{of.boot}")
        return replace(invented, topic=topic, refused="unknown_device", payload=_empty(of))
    if form == "impostor":
        payload = _empty(of, device=f"{of.device}-2")
        return replace(invented, payload=payload, refused="device_mismatch")
    if form == "flood":
        time_us = of.made_us // SECOND_US * SECOND_US
        reading = {"channel": "x", "time": iso(time_us), "value": 1}
        payload = _empty(of, readings=[reading] * _FLOOD)
        return replace(invented, payload=payload, refused="too_many_readings")
    changed = [
        replace(said, time_us=said.time_us + (_YEAR_US if form == "future" else 0))
        for said in of.measurements
    ]
    if form == "forged":
        changed = [
            replace(said, value=said.value + 1 if said.value == 0 else said.value - 1)
            for said in changed
            if said.value is not None and not said.is_passage
        ]
    return replace(invented, payload=encode(of.boot, of.seq, changed))


def _empty(of: Outgoing, **more: object) -> bytes:
    message = {"v": 1, "boot": of.boot, "seq": of.seq, "readings": []} | more
    return json.dumps(message, separators=(",", ":")).encode()
