"""What goes wrong with devices, chosen by the fleet file and drawn from the seed.

One small class a fault; firmware-sim/README.md describes each with its parameters.
"""

from typing import Annotated, get_args

from pydantic import Field

from firmware_sim.faults.bays import Flapping, Straddle
from firmware_sim.faults.clocks import Clock, WrongZone
from firmware_sim.faults.hostile import Hostile
from firmware_sim.faults.outage import Outage
from firmware_sim.faults.power import Battery, Reboot
from firmware_sim.faults.transport import Corrupt, Duplicate, Late, Loss, Reorder
from firmware_sim.faults.trouble import Circumstances, Due, Sign, Trouble
from firmware_sim.faults.values import Dead, DeadDirection, Rollover, Spikes, Stuck, Swapped

#: What a fleet file may say of a fault; its `kind` chooses the class.
Fault = Annotated[
    Battery
    | Clock
    | Corrupt
    | Dead
    | DeadDirection
    | Duplicate
    | Flapping
    | Hostile
    | Late
    | Loss
    | Outage
    | Reboot
    | Reorder
    | Rollover
    | Spikes
    | Straddle
    | Stuck
    | Swapped
    | WrongZone,
    Field(discriminator="kind"),
]

#: kind -> class
KINDS: dict[str, type[Trouble]] = {
    kind.__dataclass_fields__["kind"].default: kind for kind in get_args(get_args(Fault)[0])
}

__all__ = ["KINDS", "Circumstances", "Due", "Fault", "Sign", "Straddle", "Trouble"]
