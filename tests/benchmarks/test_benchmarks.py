"""The benchmarks still run, and a figure says what it should."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import packets
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.bench import Bench
from benchmarks.codecs import FRAMES
from benchmarks.figure import Figure, Reference
from benchmarks.pandas_ratio import pairs

ROOT = Path(__file__).resolve().parents[2]
FIGURES = {
    "ingest": {
        "ingest.durable.one_reading.of_noop",
        "ingest.durable.one_reading.of_plain",
        "ingest.durable.one_reading.of_naive",
        "ingest.durable.ten_readings.of_noop",
        "ingest.durable.ten_readings.of_plain",
        "ingest.durable.ten_readings.of_naive",
        "ingest.memory_peak",
    },
    "envelopes": {"ingest.durable.tts.of_native"},
    "readable": {"readable.p50", "readable.p99"},
    "import": {"import.muenster-bikes", "import.muenster-parking"},
    "codecs": {f"codecs.{name}" for name in (*FRAMES, "mixed")},
    "javascript": {"javascript.mixed", "javascript.beside_a_loop"},
    "simulator": {"simulator.muenster_day"},
    "region": {"region.stored", "region.ingest_cpu"},
    "derive": {f"derive.{name}" for name in ("scratch", "rows", "cpu", "memory", "site_year")},
    "late": {"late.p95", "late.timescaledb"},
    "live-city": {"live_city.derive", "live_city.database"},
    "pandas": {f"pandas.{pair.name}" for pair in pairs(quick=True)},
    "sensor-year": {"sensor_year.day", "sensor_year.hour"},
    "reconnect": {"reconnect.nats", "reconnect.mosquitto"},
    "memory": {f"memory.{part}" for part in ("up", "postgres", "nats", "ingest", "derive", "api")},
    "idle": {"idle.cpu"},
}


@pytest.mark.database
@pytest.mark.broker
@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_and_says_its_figures_one_a_line(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert {figure["name"] for figure in figures} == FIGURES[name]
    for figure in figures:
        assert figure["value"] > 0 or name == "idle"
        assert (figure["ratio"] is None) == (figure["reference"] is None)
        assert (figure["reached"] is None) == (figure["target"] is None)
        assert figure["engines"]["postgresql"]


def test_an_unknown_benchmark_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["speed"])

    assert ended.value.code == 2
    assert "no benchmark is called speed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("why", "notes"), [(TimeoutError("silent"), 1), (AssertionError("lost"), 1), (KeyError("a"), 0)]
)
def test_what_a_program_said_last_is_told_where_it_failed_and_not_of_our_own_slips(
    tmp_path: Path, why: Exception, notes: int
) -> None:
    bench = Bench(folder=tmp_path, quick=True, progress=sys.stderr)

    with pytest.raises(type(why)) as raised, bench.process("this", settings={}):
        raise why

    said = getattr(raised.value, "__notes__", [])
    assert [note.partition("\n")[0] for note in said] == ["this said last:"] * notes


def test_a_ratio_compares_rounds_and_not_their_medians() -> None:
    """One slow round of both sides is no slow round of the program."""
    reference = Reference(name="other", values=[100.0, 20.0, 90.0])

    figure = Figure(
        name="x", values=[70.0, 14.0, 62.0], unit="1/s", reference=reference, at_least=0.69
    )

    assert figure.ratio == pytest.approx(0.7)
    assert figure.reached is True


@pytest.mark.parametrize(("value", "reached"), [(499.0, True), (501.0, False)])
def test_a_bound_is_one_of_the_value_even_beside_a_reference(value: float, reached: bool) -> None:
    reference = Reference(name="without load", values=[900.0])

    figure = Figure(name="x", values=[value], unit="ms", reference=reference, at_most=500)

    assert figure.reached is reached


def test_a_packet_is_what_the_standard_says() -> None:
    """MQTT 3.1.1, figure 3.10 and table 2.4: from 128 bytes on the length takes two."""
    assert packets.publish(10, "a/b", b"hi") == b"\x32\x09\x00\x03a/b\x00\x0ahi"
    assert packets.publish(1, "t", bytes(123))[:3] == b"\x32\x80\x01"


def test_a_packet_that_is_no_puback_is_not_counted_as_one() -> None:
    assert packets.count_pubacks(b"\x40\x02\x00\x01\x40\x02\x00") == 1
    with pytest.raises(ValueError, match="not a PUBACK: e0"):
        packets.count_pubacks(b"\xe0\x00\x00\x00")
