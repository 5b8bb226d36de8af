"""A site that several devices count at is compared mode by mode, each in intervals of its own."""

from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.site import Site, Source
from cli.proof import numbers
from cli.proof.stored import Stored
from devices.properties import Property
from firmware_sim.ran import Channel, Device, Injected, Ran, Sent

DAY_US = 86_400_000_000
FROM_US = 20_000 * DAY_US
LOSS = Injected(
    kind="loss",
    from_us=FROM_US,
    until_us=None,
    spoils=True,
    shows_as=frozenset(),
    parameters={},
)


def device(name: str, channel: str, observed: str, mode: str, *faults: Injected) -> Device:
    """A device that counts one mode at the bridge."""
    said = Channel(observed=observed, direction="both", mode=mode, role="part")
    return Device(
        id=name,
        site="bridge",
        model="acme",
        is_linked=False,
        channels={channel: said},
        faults=faults,
    )


def test_a_fault_of_one_counter_excuses_no_other_mode() -> None:
    bikes = device("bike-1", "bikes", "count", "bicycle", LOSS)
    people = device("people-1", "people", "count_total", "pedestrian")
    ran = Ran(
        folder=Path(),
        head={"from_us": FROM_US, "until_us": FROM_US + DAY_US},
        devices={one.id: one for one in (bikes, people)},
        sent=defaultdict(Sent),
    )
    bridge = Site(
        id="bridge",
        zone=ZoneInfo("Europe/Berlin"),
        sources=(
            Source(id=1, observed=Property.COUNT, direction="both", mode="bicycle"),
            Source(
                id=2,
                observed=Property.COUNT_TOTAL,
                direction="both",
                mode="pedestrian",
                nominal_ms=600_000,
            ),
        ),
    )

    bicycle, pedestrian = numbers.checks(
        ran, Stored(sites={"bridge": bridge}, states={"bridge": {}})
    )

    assert (bicycle.compared, pedestrian.compared) == (95, 23)  # quarters, and whole hours
    assert (bicycle.must_be_exact, pedestrian.must_be_exact) == (False, True)
    assert pedestrian.failed  # nothing is stored
