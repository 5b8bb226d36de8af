"""What is deployed says no secret, runs as nobody special, and each service with its own rights."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml

from cli.embedded import nats, postgres
from cli.embedded.ports import any_free
from tests.fixtures.servers import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "wegwarte"}
COMMANDS = {
    "migrate": "migrate",
    "ingest": "ingest",
    "derive": "derive",
    "api": "serve",
    "archive": "archive",
    "sim": "simulate",
}
LOGINS = {"ingest": "wegwarte_ingest", "derive": "wegwarte_derive", "api": "wegwarte_read"}


def variables(file: Path) -> dict[str, str]:
    """Read an env file."""
    return dict(line.split("=", 1) for line in file.read_text().splitlines())


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    """A copy of `deploy/` with freshly made secrets."""
    copy = tmp_path / "deploy"
    shutil.copytree(ROOT / "deploy", copy, ignore=shutil.ignore_patterns("secrets*"))
    subprocess.run([copy / "make-secrets.sh"], check=True, capture_output=True)
    return copy


def test_every_service_runs_its_own_command_from_the_one_image() -> None:
    assert {name: service["command"][:2] for name, service in OURS.items()} == {
        name: ["wegwarte", command] for name, command in COMMANDS.items()
    }
    assert set(SERVICES) == set(OURS) | {"db", "broker"}
    assert [name for name, service in OURS.items() if "build" in service] == ["migrate"]


def test_a_service_waits_only_for_services_that_exist() -> None:
    awaited = [
        (name, how["condition"])
        for service in SERVICES.values()
        for name, how in service.get("depends_on", {}).items()
    ]
    watched = {name for name, service in SERVICES.items() if "healthcheck" in service}

    assert {name for name, _ in awaited} <= set(SERVICES)
    assert {name for name, condition in awaited if condition == "service_healthy"} <= watched


def test_named_volumes_are_declared_and_mounted_files_exist() -> None:
    sources = [v.split(":")[0] for s in SERVICES.values() for v in s.get("volumes", [])]

    assert {source for source in sources if source[0] != "."} == set(COMPOSE["volumes"])
    assert all((ROOT / source).is_file() for source in sources if source[0] == ".")


def test_nothing_listens_beyond_the_loopback_by_default() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_no_secret_is_in_the_files(deploy: Path) -> None:
    texts = [(ROOT / name).read_text() for name in ("docker-compose.yml", "Dockerfile")]
    named = [
        (name, value)
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
    ]

    assert not [name for name, _ in named if re.search("PASSWORD|SECRET|TOKEN|KEY|_URL", name)]
    assert not any(re.search(r"://[^/\s]*:[^/\s]*@", text) for text in texts)
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "deploy/secrets/" in ignored
    assert (deploy / "secrets").stat().st_mode & 0o077 == 0


def test_every_env_file_is_made_and_readable_by_its_owner_only(deploy: Path) -> None:
    asked = {service["env_file"] for service in SERVICES.values()}
    made = {f"deploy/secrets/{path.name}": path for path in (deploy / "secrets").iterdir()}

    assert set(made) == asked
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.values())


def test_making_secrets_again_keeps_those_the_database_knows(deploy: Path) -> None:
    before = (deploy / "secrets/db.env").read_text()

    subprocess.run([deploy / "make-secrets.sh"], check=True, capture_output=True)

    assert (deploy / "secrets/db.env").read_text() == before


def test_the_broker_accepts_its_configuration(deploy: Path) -> None:
    done = subprocess.run(
        [nats.binary(), "-t", "-c", deploy / "nats.conf"],
        env=variables(deploy / "secrets/broker.env"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_the_image_is_built_from_locks_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert "--require-hashes -r requirements/build.txt -r requirements/run.txt" in dockerfile
    assert "--no-deps --no-build-isolation --no-index" in dockerfile
    assert re.search(r"(?m)^USER wegwarte$", dockerfile)
    assert dockerfile.rstrip().endswith('CMD ["wegwarte", "--help"]')


@pytest.fixture
def database_of_compose(deploy: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh server's database, after the image's first start and `migrate`.

    A server of its own, because logins belong to the whole server.
    """
    server = PostgresServer(tmp_path, port=any_free(random.SystemRandom()))
    server.start()
    dsn = server.create_database()
    at = urlsplit(dsn)
    binaries = postgres.binaries_for(None)
    environment = {
        **variables(deploy / "secrets/db.env"),
        "POSTGRES_USER": at.username or "",
        "POSTGRES_DB": at.path[1:],
        "PGHOST": at.hostname or "",
        "PGPORT": str(at.port),
        "PGPASSWORD": at.password or "",
        "PATH": f"{binaries}:{os.defpath}",
    }
    subprocess.run([deploy / "db/logins.sh"], env=environment, check=True)
    subprocess.run(
        [sys.executable, "-m", "cli", "migrate"],
        env={"PATH": os.defpath, "HOME": str(tmp_path), "WEGWARTE_DATABASE_URL": dsn},
        check=True,
        capture_output=True,
    )
    yield dsn
    server.stop()


@pytest.mark.database
def test_a_service_logs_in_with_the_rights_of_its_group_and_no_more(
    deploy: Path, database_of_compose: str
) -> None:
    at = urlsplit(database_of_compose)

    for service, group in LOGINS.items():
        url = variables(deploy / f"secrets/{service}.env")["WEGWARTE_DATABASE_URL"]
        login = urlsplit(url)
        assert (login.hostname, login.path) == ("db", "/wegwarte")
        here = urlunsplit(
            at._replace(netloc=f"{login.username}:{login.password}@127.0.0.1:{at.port}")
        )
        with psycopg.connect(here, autocommit=True) as conn:
            conn.execute(f"set role {group}".encode())
            assert conn.execute("select count(*) from site").fetchone() == (0,)
            for other in {*LOGINS.values(), at.username} - {group}:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    conn.execute(f"set role {other}".encode())
