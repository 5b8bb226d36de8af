"""The built files are those of the sources, and bring their licences along."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.needs import in_ci, node

WEB = Path(__file__).resolve().parents[2] / "api" / "web"
DIST = WEB / "dist"
SIZE_MAX_BYTES = 2_300_000


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    program = node()
    if program is None or not (WEB / "node_modules" / "esbuild").is_dir():
        gap = "packages of api/web missing — make web"
        if in_ci():
            pytest.fail(f"{gap} (CI=true: a skip would prove nothing)")
        pytest.skip(gap)
    out = tmp_path / "dist"

    subprocess.run([program, "build.mjs", out], cwd=WEB, check=True)

    built = {path.name: path.read_bytes() for path in out.iterdir()}
    committed = {path.name: path.read_bytes() for path in DIST.iterdir()}
    assert sorted(built) == sorted(committed)
    assert [name for name, content in built.items() if content != committed[name]] == []


def test_every_bundled_package_brings_its_licence() -> None:
    packages = json.loads((WEB / "package.json").read_text())["dependencies"]
    licences = (DIST / "LICENCES.txt").read_text()

    for name, version in packages.items():
        if name != "esbuild":  # builds, and is not in the bundle
            assert f"{name} {version} (" in licences


def test_the_built_files_are_small_and_name_no_address_to_load_from() -> None:
    files = list(DIST.iterdir())

    assert sum(path.stat().st_size for path in files) < SIZE_MAX_BYTES
    styles = [path.read_text() for path in files if path.suffix == ".css"]
    assert [style for style in styles if "url(http" in style or 'url("http' in style] == []
