"""The device list of a network server is a registry, too; keys are dropped."""

from pathlib import Path

import pytest

from tests.registry.importing import said
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database


def test_a_device_list_of_the_things_stack_is_read_and_its_keys_are_dropped(
    terminal: Terminal, tmp_path: Path
) -> None:
    secret = "0123456789ABCDEF0123456789ABCDEF"
    path = tmp_path / "devices.csv"
    path.write_text(
        "id;dev_eui;join_eui;name;description;frequency_plan_id;app_key;nwk_key;brand_id\n"
        f"bay-17;70B3D57ED0000017;0000000000000000;Bay 17;key {secret};EU_863_870;{secret};;nwave\n"
    )

    printed = terminal.run("registry", "import", str(path), "--model", "wegwarte-bay-1")

    assert "keys were dropped, and belong in no such file: app_key, nwk_key" in printed
    assert "E2: a key stood there; it is left out" in printed
    device = terminal.json("device", "show", "bay-17")
    assert (device["id"], device["name"]) == ("70b3d57ed0000017", "Bay 17")
    stored = rows(terminal.database, "select string_agg(a::text, ' ') from audit a")
    assert secret not in stored[0][0]


def test_a_device_list_of_chirpstack_is_read_and_its_keys_are_dropped(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(
        "DevEUI,Application ID,Device-profile ID,Name,Description,Network key,Application key\n"
        f"70b3d57ed0000018,1,2,bay 18,behind the tree,{'ab' * 16},{'cd' * 16}\n"
    )

    imported = said(terminal, str(path), "--model", "wegwarte-bay-1")

    assert imported["key_columns_dropped"] == ["Network key", "Application key"]
    assert imported["columns_left_out"] == ["Application ID", "Device-profile ID"]
    assert terminal.json("device", "show", "70b3d57ed0000018")["remarks"] == "behind the tree"


def test_a_device_list_without_a_model_asks_for_it(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text("dev_eui,name\n70b3d57ed0000018,bay 18\n70b3d57ed000018,bay 19\n")

    first, second = said(terminal, str(path), code=1)["rows"]

    assert "for all rows with --model" in first["said"]
    assert (second["cell"], "has 15 digits" in second["said"]) == ("A3", True)
