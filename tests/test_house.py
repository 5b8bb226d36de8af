"""What `make` promises, what the locks hold, and what no committed file may say."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PYPROJECT["dependency-groups"]
DECIDED = (ROOT / "docs/decisions/0004-dependencies.md").read_text()
ADDRESS = re.compile(r"(?m)\w+://\S+|file:\S+|^--(?:extra-)?index.*|^--find.*")
# Written so that this file does not name them itself.
REGISTRY = re.compile(rb"py(thonhosted|pi)\.org/|registry\.(npmjs|yarnpkg)\.|test\.pypi")
LOCKS = {
    "build": GROUPS["build"],
    "run": PYPROJECT["project"]["dependencies"],
    "test": GROUPS["test"],
    "check": GROUPS["check"],
    "lock": GROUPS["lock"],
}


def name_of(requirement: str) -> str:
    """The normalised name a requirement begins with."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[._-]+", "-", found[0]).lower()


def locked(lock: str) -> dict[str, str]:
    """The pinned packages of a lock with the text that belongs to each."""
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text)
    return {name_of(block): block for block in blocks if not block.startswith("#")}


def committed_files() -> list[Path]:
    """Every file under version control that still exists here."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout — git clone instead of a copy")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_every_dependency_with_hashes(lock: str) -> None:
    pinned = locked(lock)

    assert {name_of(dependency) for dependency in LOCKS[lock]} <= set(pinned)
    assert [name for name, block in pinned.items() if "==" not in block] == []
    assert [name for name, block in pinned.items() if "--hash=sha256:" not in block] == []


def test_locks_that_meet_in_one_environment_agree() -> None:
    versions: dict[str, set[str]] = {}
    for lock in ("build", "run", "test", "check"):
        text = (ROOT / f"requirements/{lock}.txt").read_text()
        for name, version, marker in re.findall(r"(?m)^([a-z0-9-]+)==(\S+)(.*?) \\$", text):
            if "python_full_version" not in marker:
                versions.setdefault(name, set()).add(version)

    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_locked_build_group_is_what_builds() -> None:
    assert GROUPS["build"] == PYPROJECT["build-system"]["requires"]


@pytest.mark.parametrize("requirement", [r for group in LOCKS.values() for r in group], ids=name_of)
def test_a_dependency_says_why_it_is_here(requirement: str) -> None:
    assert f"\n| `{name_of(requirement)}` |" in DECIDED


def test_the_decision_names_no_dependency_that_is_gone() -> None:
    named = set(re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", DECIDED))

    assert named == {name_of(requirement) for group in LOCKS.values() for requirement in group}


def test_no_lock_names_where_packages_came_from() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), *ROOT.glob("**/package-lock.json")]
    own = [lock for lock in locks if "node_modules" not in lock.parts and ".venv" not in lock.parts]

    assert len(own) >= len(LOCKS) + 1
    for lock in own:
        text = re.sub(r'"(url|funding)": "[^"]*"', "", lock.read_text())
        assert re.findall(r"\w+://\S+|file:\S+|(?m:^--(?:extra-)?index.*|^--find.*)", text) == [], (
            lock
        )
        assert '"resolved"' not in text, lock


def test_no_committed_file_names_the_host_of_a_registry() -> None:
    hosts = re.compile(
        rb"files\.pythonhosted\.org|(?<!docs\.)pypi\.org/simple|registry\.npmjs\.org"
    )
    this_file = Path(__file__).resolve()
    found = [p for p in committed_files() if p != this_file and hosts.search(p.read_bytes())]

    assert found == []
    assert not (ROOT / "uv.lock").exists()


def test_every_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"(?m)^\.PHONY: (.*)$", makefile)
    assert phony is not None
    explained = set(re.findall(r"(?m)^([a-z-]+):.* ## \S", makefile))

    assert explained == set(phony[1].split())
    assert {"help", "setup", "up", "test", "check", "bench", "lock"} <= explained


def test_make_help_prints_every_target() -> None:
    make = shutil.which("make")
    assert make is not None
    printed = subprocess.run([make, "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    for target in ("setup", "up", "test", "check", "bench", "lock"):
        assert re.search(rf"(?m)^  make {target} +\w", printed.stdout), target


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda p: p.name)
def test_a_script_can_be_run_and_read_by_sh(script: Path) -> None:
    sh = shutil.which("sh")
    assert sh is not None

    assert script.stat().st_mode & 0o111
    assert subprocess.run([sh, "-n", script], check=False).returncode == 0


def find_python(choice: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the search for an interpreter with one given choice."""
    script = ROOT / "scripts/find-python.sh"
    return subprocess.run(
        [script],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(choice), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("echo old", "is not a Python from 3.11 to 3.14"),
        ("echo 'pyenv: python3.12: command not found' >&2; exit 127", "is not a Python"),
        ('case "$*" in *ensurepip*) echo no-venv;; *) echo 3.12;; esac', "python3-venv"),
    ],
    ids=["too old", "a shim that is switched off", "without venv"],
)
def test_an_unusable_python_is_refused_in_one_sentence(
    answer: str, sentence: str, tmp_path: Path
) -> None:
    python = tmp_path / "python3.12"
    python.write_text(f"#!/bin/sh\n{answer}\n")
    python.chmod(0o755)

    found = find_python(python, tmp_path)

    assert found.returncode == 1
    assert sentence in found.stderr
    assert found.stderr.count("\n") == 1
    assert found.stdout == ""
