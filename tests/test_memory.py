"""Servers whose data nobody keeps live in memory, and leave nothing there."""

from pathlib import Path

import pytest

from tests.fixtures import memory


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder taken for memory, with room."""
    monkeypatch.setattr(memory, "FREE_MIN_BYTES", 1)
    made = tmp_path / "memory"
    made.mkdir()
    return made


def test_the_folder_goes_with_the_block(roomy: Path, tmp_path: Path) -> None:
    with memory.throwaway(tmp_path / "disk", roomy) as folder:
        (folder / "file").touch()
        assert folder.parent == roomy

    assert list(roomy.iterdir()) == []


def test_without_room_it_is_on_the_disk(
    roomy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FREE_MIN_BYTES", 1 << 60)
    with memory.throwaway(tmp_path, roomy) as folder:
        assert folder == tmp_path
    with memory.throwaway(tmp_path, tmp_path / "nowhere") as folder:
        assert folder == tmp_path
    assert tmp_path.exists()


def test_what_a_killed_run_left_is_removed_and_what_is_in_use_stays(
    roomy: Path, tmp_path: Path
) -> None:
    left = roomy / f"{memory.PREFIX}left"
    other = roomy / "other"
    for folder in (left, other):
        folder.mkdir()
        (folder / "file").touch()

    with (
        memory.throwaway(tmp_path, roomy) as first,
        memory.throwaway(tmp_path, roomy) as second,
    ):
        assert sorted(roomy.iterdir()) == sorted([first, other, second])
