"""Encoders written from data sheets give, for the same state, the bytes that others published."""

import json
from functools import cache
from pathlib import Path

import pytest

from firmware_sim.frames import Frame, bosch_tps110, decentlab, milesight_vs133, nwave_nps, pmx_tcr
from firmware_sim.frames.milesight_vs133 import Line

VECTORS = Path(__file__).resolve().parents[3] / "shared/vectors/device_payloads.jsonl"
DUST = decentlab.Particles((3.7, 3.9, 3.9, 3.9), 501, (26.3, 30, 30.1, 30.1, 30.1))
CLIMATE = decentlab.climate(24.35660461425781, 41.63221740722656)
BOSCH = bosch_tps110.ResetCause
NWAVE = nwave_nps.ResetCause

#: vendor, device (as published), our frame
STATES = [
    ("bosch", "tps110-0292", bosch_tps110.status(occupied=True)),
    ("bosch", "tps110-0292", bosch_tps110.heartbeat(occupied=True, temperature_c=-1)),
    (
        "bosch",
        "tps110-0292",
        bosch_tps110.startup(
            occupied=True, firmware=(0, 29, 2), cause=BOSCH.SYSTEM_REQUEST, codes=(804, 885)
        ),
    ),
    ("bosch", "Parking_Lot_Sensor", bosch_tps110.heartbeat(occupied=True, temperature_c=18)),
    ("bosch", "parkingLotSensor0_39", bosch_tps110.heartbeat(occupied=False)),
    ("nwave", "nps310sm", nwave_nps.status(occupied=True)),
    ("nwave", "nps310sm", nwave_nps.heartbeat(occupied=False)),
    (
        "nwave",
        "nps310sm",
        nwave_nps.startup(occupied=False, firmware=(1, 13, 0), cause=NWAVE.POWER_ON),
    ),
    (
        "pmx",
        "tcr",
        pmx_tcr.identity(kind=10, licence=2, speed_class=2, firmware=(1, 1, 0), charger=(4, 2, 0)),
    ),
    (
        "milesight",
        "VS133",
        milesight_vs133.frame(
            milesight_vs133.totals([Line(72, 200), Line(0, 0), Line(0, 0), Line(5300, 6797)])
        ),
    ),
    (
        "milesight",
        "VS133",
        milesight_vs133.frame(
            milesight_vs133.totals([Line(5593, 5205)]), milesight_vs133.periods([Line(0, 0)])
        ),
    ),
    (
        "milesight",
        "VS133",
        Frame(1, milesight_vs133.periods([Line(0, 0), Line(0, 0), Line(0, 0), Line(5, 7)])),
    ),
    (
        "milesight",
        "VS132",
        milesight_vs133.frame(
            milesight_vs133.identity(
                serial="6614c39694870000", hardware=(1, 2), firmware=(132, 1, 0, 1)
            ),
            milesight_vs133.totals([Line(190, 305)]),
            milesight_vs133.periods([Line(0, 0)]),
        ),
    ),
    (
        "decentlab",
        "dl-pm",
        decentlab.dl_pm(6992, battery_v=3.109, particles=DUST, climate=CLIMATE, pressure_pa=96_800),
    ),
    (
        "decentlab",
        "dl-pm",
        decentlab.dl_pm(6992, battery_v=3.109, climate=CLIMATE, pressure_pa=96_800),
    ),
    ("decentlab", "dl-pm", decentlab.dl_pm(6992, battery_v=3.109)),
    ("decentlab", "dl-mbx", decentlab.dl_mbx(303, battery_v=2.993, distance_mm=1234)),
    ("decentlab", "dl-mbx", decentlab.dl_mbx(303, battery_v=2.993)),
    (
        "decentlab",
        "dl-pr26",
        decentlab.dl_pr26(359, battery_v=3.199, pressure_bar=-0.01171875, temperature_c=25.671875),
    ),
    ("decentlab", "dl-pr26", decentlab.dl_pr26(359, battery_v=3.199)),
]


@cache
def published() -> set[tuple[str, str, int, str]]:
    """Return vendor, device, port and bytes of everything that was published."""
    if not VECTORS.is_file():
        pytest.skip(f"no published payloads at {VECTORS.name}: they lie beside the checkout")
    rows = (json.loads(line) for line in VECTORS.read_text().splitlines())
    return {(r["vendor"], r["device"].lower(), r.get("fport", 0), r["bytes_hex"]) for r in rows}


@pytest.mark.recordings
@pytest.mark.parametrize(
    ("vendor", "device", "frame"),
    STATES,
    ids=[f"{device}-{n}" for n, (_, device, _) in enumerate(STATES)],
)
def test_a_frame_is_byte_for_byte_the_published_one(vendor: str, device: str, frame: Frame) -> None:
    wanted = (vendor, device.lower(), frame.port, frame.payload.hex())

    assert wanted in published()


def test_a_radar_s_counts_are_those_of_its_maker_s_example() -> None:
    """Source: PMX, TCR payload description; the same bytes in akenza's device type library."""
    frame = pmx_tcr.counts(
        category=0, ends=(20, 10), left_to_right=(1000, 50), right_to_left=(1100, 52), supply_v=5.1
    )

    assert frame == (13, bytes.fromhex("a2140a03e832044c3433"))


def test_a_people_counter_s_total_wraps_at_32_bits() -> None:
    assert milesight_vs133.totals([Line(2**32 + 5, 2**32 - 1)]).hex() == "03d20500000004d2ffffffff"
