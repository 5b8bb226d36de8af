"""The locked system account under which PostgreSQL runs when we are root.

PostgreSQL refuses root. The account owns the database's folder and nothing else; no folder
that is not ours ever changes its mode to let the account through.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cli.embedded.errors import EmbeddedError

NAME = "wegwarte"
_TRY_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A system account, by its numbers."""

    uid: int
    gid: int


def unprivileged() -> Account | None:
    """Return the account to drop to, made when missing, or None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    if entry.pw_uid == 0:
        raise EmbeddedError(f"the account {NAME!r} is root; PostgreSQL needs one that is not")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def may_run(program: Path, account: Account) -> bool:
    """Whether `account` reaches `program` through every folder above it; tried, not guessed."""
    try:
        done = subprocess.run(
            [program, "--version"],
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TRY_TIMEOUT_S,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def give(folder: Path, account: Account | None) -> None:
    """Make `folder`, which is ours, the private property of `account`."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


def _create() -> None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    wanted = f"useradd --system --no-create-home --shell /usr/sbin/nologin {NAME}"
    if useradd is None:
        raise EmbeddedError(
            f"PostgreSQL does not run as root and there is no `useradd` to make an account for it;"
            f" make one as `{wanted}` would, or start wegwarte as an ordinary user"
        )
    done = subprocess.run(
        [useradd, *wanted.split()[1:]], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 9):  # 9: another process made it meanwhile
        raise EmbeddedError(
            f"cannot make the account PostgreSQL needs (`{wanted}`): {done.stderr.strip()};"
            " or start wegwarte as an ordinary user"
        )
