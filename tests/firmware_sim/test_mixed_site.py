"""A site that several devices count at is compared mode by mode, each in intervals of its own."""

from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.site import Site, Source
from cli.proof import numbers
from cli.proof.excuses import Excuses
from cli.proof.stored import Stored
from devices.properties import Property
from firmware_sim.ran import Channel, Device, Injected, Key, Ran, Sent

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


HOUR_US = 3_600_000_000
DEAD = Injected(
    kind="dead_direction",
    from_us=FROM_US + 10 * HOUR_US,
    until_us=FROM_US + 12 * HOUR_US,
    spoils=True,
    shows_as=frozenset(),
    parameters={},
    channels=frozenset({"bikes-a"}),
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
        ran,
        Stored(sites={"bridge": bridge}, states={"bridge": {}}),
        Excuses(ran, lambda _: bridge.zone),
    )

    assert (bicycle.compared, pedestrian.compared) == (95, 23)  # quarters, and whole hours
    assert (bicycle.must_be_exact, pedestrian.must_be_exact) == (False, True)
    assert pedestrian.failed  # nothing is stored


def test_a_fault_excuses_its_window_and_the_channels_it_touches_and_nothing_else() -> None:
    channels = {
        f"bikes-{side}": Channel(observed="count", direction=side, mode="bicycle", role="part")
        for side in "ab"
    }
    bikes = Device(
        id="bike-1", site="bridge", model="acme", is_linked=False, channels=channels, faults=(DEAD,)
    )
    ran = Ran(
        folder=Path(),
        head={"from_us": FROM_US, "until_us": FROM_US + DAY_US},
        devices={"bike-1": bikes},
        sent=defaultdict(Sent),
        said={
            ("bike-1", name): {(FROM_US + n * HOUR_US // 4, 0): {1.0} for n in range(4 * 24)}
            for name in channels
        },
    )
    bridge = Site(
        id="bridge",
        zone=ZoneInfo("Europe/Berlin"),
        sources=tuple(
            Source(id=n, observed=Property.COUNT, direction=side, mode="bicycle")
            for n, side in enumerate("ab", start=1)
        ),
    )

    compared = {
        (check.of.rpartition(" ")[2], check.must_be_exact): check.compared
        for check in numbers.checks(
            ran,
            Stored(sites={"bridge": bridge}, states={"bridge": {}}),
            Excuses(ran, lambda _: bridge.zone),
        )
    }

    excused = 8 + 1 + 1  # two hours, the interval told of at their begin, and up to what follows
    assert compared == {
        ("all", True): 95 - excused,
        ("all", False): excused,
        ("a", True): 95 - excused,
        ("a", False): excused,
        ("b", True): 95,
    }


def test_a_fault_that_moves_times_excuses_where_readings_came_from_and_where_they_went() -> None:
    late = Injected(
        kind="clock",
        from_us=FROM_US + 10 * HOUR_US,
        until_us=FROM_US + 11 * HOUR_US,
        spoils=True,
        shows_as=frozenset(),
        parameters={"offset_s": -7_200.0, "drift_s_per_day": 0.0},
    )
    bike = device("bike-1", "bikes", "count", "bicycle", late)
    times: dict[Key, set[float | None]] = {(FROM_US + n * HOUR_US, 0): {1.0} for n in range(24)}
    ran = Ran(
        folder=Path(),
        head={"from_us": FROM_US, "until_us": FROM_US + DAY_US},
        devices={"bike-1": bike},
        sent=defaultdict(Sent),
        said={("bike-1", "bikes"): times},
    )
    first = FROM_US // 900_000_000

    found = Excuses(ran, lambda _: ZoneInfo("UTC")).quarters(
        [bike], lambda _: True, first, first + 96
    )

    excused = [n / 4 for n in range(96) if found[n]]
    assert (excused[0], excused[-1]) == (7.0, 11.75)
