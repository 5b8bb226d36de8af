"""`wegwarte model`: an operator takes in a vendor's decoder and sees what it would store."""

import json
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli.terminal import run

MODEL = """
id = "acme-loop"
name = "ACME loop counter"
maker = "ACME"
codec = "javascript:acme.js"
heartbeat_s = 3600
ports = [2]
ignored = ["kind"]

[[channel]]
name = "cars"
property = "count"
mode = "car"
field = "count"
interval_s = 900
label = "end"

[[channel]]
name = "temperature"
property = "air_temperature"
field = "env.temperature"
"""
CODEC = """
function decodeUplink(input) {
  var b = input.bytes;
  if (b.length < 3) return { errors: ['too short: ' + b.length + ' bytes'] };
  var warnings = b[2] > 100 ? ['hot'] : [];
  return { data: { kind: 'loop', count: b[0] * 256 + b[1], env: { temperature: b[2] }, spare: 1 },
    warnings: warnings };
}
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a model file and its decoder."""
    (tmp_path / "acme.toml").write_text(MODEL)
    (tmp_path / "download.js").write_text(CODEC)
    return tmp_path


def said(done: "subprocess.CompletedProcess[str]") -> str:
    """What a command that succeeded printed."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_files_are_read_as_windows_saves_them_and_only_as_utf_8(files: Path) -> None:
    (files / "acme.toml").write_text("\ufeff" + MODEL.replace("\n", "\r\n"))
    (files / "download.js").write_text("\ufeff" + CODEC.replace("\n", "\r\n"))
    frame = ("--fport", "2", "--hex", "012C17", "--codec", str(files / "download.js"))

    assert "300" in said(run("model", "test", str(files / "acme.toml"), *frame))
    (files / "download.js").write_bytes(f"// F\u00fchler\n{CODEC}".encode("latin-1"))
    refused = run("model", "test", str(files / "acme.toml"), *frame)
    assert refused.returncode != 0
    assert "line 1: no UTF-8: save the file as UTF-8" in refused.stderr


def test_a_frame_is_tried_before_anything_is_stored(files: Path) -> None:
    tried = run(
        "model", "test", str(files / "acme.toml"), "--codec", str(files / "download.js"),
        "--fport", "2", "--hex", "01:02 14", "--at", "2026-03-01T12:15:00Z", "--json",
    )  # fmt: skip

    told = json.loads(said(tried))
    assert told["fields"] == {"kind": "loop", "count": 258, "env": {"temperature": 20}, "spare": 1}
    assert told["not_mapped"] == ["spare"]
    assert told["readings"] == [
        {
            "channel": "cars",
            "property": "count",
            "value": 258,
            "unit": "1",
            "time": "2026-03-01T12:00:00+00:00",
            "duration_s": 900,
            "quality": "good",
        },
        {
            "channel": "temperature",
            "property": "air_temperature",
            "value": 20,
            "unit": "Cel",
            "time": "2026-03-01T12:15:00+00:00",
            "duration_s": None,
            "quality": "good",
        },
    ]


def test_what_would_be_set_aside_is_told_with_the_reason(files: Path) -> None:
    asked = ("model", "test", str(files / "acme.toml"), "--codec", str(files / "download.js"))

    hot = said(run(*asked, "--fport", "2", "--base64", "AQL/"))
    assert "warning: hot" in hot
    assert "set aside: value_out_of_range: " in hot
    assert "air_temperature" in hot
    assert "cars" in hot

    short = run(*asked, "--fport", "2", "--hex", "0102")
    assert short.returncode == 1
    assert (
        "codec_failed: codec download.js on 2 bytes of port 2: too short: 2 bytes" in short.stderr
    )

    port = run(*asked, "--fport", "7", "--hex", "010214")
    assert port.returncode == 1
    assert "port_not_in_model" in port.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--hex", "0"), "--hex 0 is no frame: one digit is missing"),
        (("--hex", "01 zz"), "digits are 0-9 and a-f"),
        (("--base64", "é"), "is no base64"),
        ((), "give the frame's bytes once"),
        (("--hex", "00", "--base64", "AA=="), "give the frame's bytes once"),
        (("--hex", "00", "--at", "2026-03-01T12:00"), "has no zone"),
        (("--hex", "00", "--at", "noon"), "is no time"),
    ],
)
def test_a_mistyped_frame_is_told_what_is_wrong(
    files: Path, arguments: tuple[str, ...], words: str
) -> None:
    asked = ("model", "test", str(files / "acme.toml"), "--codec", str(files / "download.js"))

    done = run(*asked, "--fport", "2", *arguments)

    assert done.returncode == 1
    assert words in done.stderr


@pytest.mark.database
def test_a_model_is_added_shown_tried_changed_and_retired(database: str, files: Path) -> None:
    address = ("--database-url", database)
    codec = ("--codec", str(files / "download.js"))
    add = ("model", "add", str(files / "acme.toml"), *address)

    missing = run(*add)
    assert missing.returncode == 1
    assert "give the file with --codec" in missing.stderr

    assert json.loads(said(run(*add, *codec, "--json")))["is"] == "added"
    assert json.loads(said(run(*add, *codec, "--json")))["is"] == "unchanged"
    listed = json.loads(said(run("model", "list", *address, "--json")))
    (own,) = [model for model in listed if model["own"]]
    assert (own["id"], own["codec"], own["channels"]) == ("acme-loop", "javascript:acme.js", 2)
    assert {"bosch-tps110", "wegwarte-bay-1"} <= {model["id"] for model in listed}
    assert "env.temperature" in said(run("model", "show", "acme-loop", *address))
    assert said(run("model", "show", "acme-loop", "--toml", *address)).strip() == MODEL.strip()

    test = ("model", "test", "acme-loop", "--fport", "2", "--hex", "000114", *address, "--json")
    assert json.loads(said(run(*test)))["readings"][0]["value"] == 1
    (files / "download.js").write_text(CODEC.replace("b[0] * 256", "1000 + b[0] * 256"))
    said(run(*add, *codec))
    assert json.loads(said(run(*test)))["readings"][0]["value"] == 1001
    (files / "download.js").write_text(CODEC)
    said(run(*add, *codec))
    assert json.loads(said(run(*test)))["readings"][0]["value"] == 1  # the first is in use again

    said(run("model", "retire", "acme-loop", *address))
    assert run("model", "show", "acme-loop", *address).returncode == 1
    assert json.loads(said(run(*add, *codec, "--json")))["is"] == "changed"


@pytest.mark.database
def test_a_shipped_model_gets_its_vendor_s_decoder(database: str, files: Path) -> None:
    address = ("--database-url", database)
    test = ("model", "test", "browan-tbhh100", "--fport", "103", "--hex", "00", *address, "--json")

    before = run(*test)
    assert before.returncode == 1
    assert "names the vendor's decoder" in before.stderr

    (files / "any-name.js").write_text("function decodeUplink(i) { return { data: { a: 1 } }; }")
    added = run("model", "add", "browan-tbhh100", "--codec", str(files / "any-name.js"), *address)
    assert "browan-tbhh100: shipped" in said(added)
    assert json.loads(said(run(*test)))["fields"] == {"a": 1}


@pytest.mark.database
def test_a_decoder_that_no_frame_could_pass_is_refused(database: str, files: Path) -> None:
    add = ("model", "add", str(files / "acme.toml"), "--database-url", database, "--codec")
    broken = {
        "module.js": ("export function decodeUplink(input) { return { data: {} }; }", "import"),
        "nothing.js": ("function encode(input) {}", "no function to decode with"),
        "wrong.js": ("function decodeUplink(input) {", "SyntaxError"),
    }

    for name, (source, words) in broken.items():
        (files / name).write_text(source)
        done = run(*add, str(files / name))
        assert done.returncode == 1
        assert words in done.stderr
    (files / "acme.toml").write_text(MODEL + "\n[[channel]]\nname = 5\n")
    assert "acme.toml" in run(*add, str(files / "download.js")).stderr


@pytest.mark.database
def test_two_models_do_not_share_a_name_for_different_decoders(database: str, files: Path) -> None:
    address = ("--database-url", database)
    said(
        run(
            "model",
            "add",
            str(files / "acme.toml"),
            "--codec",
            str(files / "download.js"),
            *address,
        )
    )
    (files / "other.toml").write_text(MODEL.replace("acme-loop", "other-loop"))
    (files / "other.js").write_text(CODEC.replace("'loop'", "'other'"))

    done = run(
        "model", "add", str(files / "other.toml"), "--codec", str(files / "other.js"), *address
    )

    assert done.returncode == 1
    assert "'acme-loop' uses another decoder called 'acme.js'" in done.stderr


@pytest.mark.database
def test_a_model_in_use_is_not_retired(database: str, files: Path) -> None:
    address = ("--database-url", database)
    said(
        run(
            "model",
            "add",
            str(files / "acme.toml"),
            "--codec",
            str(files / "download.js"),
            *address,
        )
    )
    with_device(database)

    done = run("model", "retire", "acme-loop", *address)

    assert done.returncode == 1
    assert "1 devices in use are of model 'acme-loop'" in done.stderr


def with_device(database: str) -> None:
    """Register a device of the model."""
    with psycopg.connect(database) as conn:
        conn.execute("insert into device (id, model) values ('loop-1', 'acme-loop')")


def test_a_model_file_is_drafted_from_what_the_decoder_says(files: Path) -> None:
    drafted = run(
        "model", "draft", "acme-new", "--codec", str(files / "download.js"),
        "--fport", "2", "--hex", "010214", "--hex", "000316",
    )  # fmt: skip
    (files / "acme-new.toml").write_text(said(drafted))

    tried = run(
        "model", "test", str(files / "acme-new.toml"), "--codec", str(files / "download.js"),
        "--fport", "2", "--hex", "010214", "--json",
    )  # fmt: skip

    told = json.loads(said(tried))
    assert [(one["channel"], one["value"]) for one in told["readings"]] == [
        ("count", 258),
        ("env-temperature", 20),
    ]
    assert told["not_mapped"] == []


def test_a_frame_that_the_decoder_refuses_is_no_draft(files: Path) -> None:
    drafted = run(
        "model", "draft", "acme", "--codec", str(files / "download.js"), "--fport", "2",
        "--hex", "01",
    )  # fmt: skip

    assert drafted.returncode == 1
    assert "frame 01: " in drafted.stderr
    assert "too short: 1 bytes" in drafted.stderr
