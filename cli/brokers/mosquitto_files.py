"""Mosquitto: a password file, an access list by user, and the settings both need."""

from collections.abc import Iterable
from typing import Final

from cli.brokers.rights import hears, says
from store.credentials import Login

#: A session belongs to its client id. This makes that the user name, so that nobody takes over a
#: session, ingest's least of all, by choosing another's id.
OF_LISTENER: Final = "use_username_as_clientid true"
_MADE: Final = "# Made by `wegwarte broker-config mosquitto` from the registry; do not edit.\n"


def password_file(logins: Iterable[Login], *, ingest: tuple[str, str]) -> str:
    """Return user and hash of everybody who may log in; `ingest` is such a pair."""
    pairs = [ingest, *((login.user, login.pbkdf2) for login in logins)]
    return "".join(f"{user}:{hashed}\n" for user, hashed in pairs)


def acl_file(logins: Iterable[Login], municipality: str, *, ingest: str) -> str:
    """Return who may write and read which topics; what is not named is refused."""
    lines = [_MADE, f"user {ingest}"]
    lines += [f"topic readwrite {root}/#" for root in ("mobility", "v3", "application")]
    for login in logins:
        lines += ["", f"user {login.user}"]
        lines += [f"topic write {topic}" for topic in says(municipality, login.device)]
        lines += [f"topic read {topic}" for topic in hears(municipality, login.device)]
    return "\n".join(lines) + "\n"


def settings(folder: str) -> str:
    """Return the settings for a file that mosquitto.conf includes.

    What belongs to a listener (`OF_LISTENER`) has to stand below it: in a file that is included it
    would mean Mosquitto's default listener, and open it.
    """
    return (
        f"{_MADE}"
        "allow_anonymous false\n"
        f"password_file {folder}/password_file\n"
        f"acl_file {folder}/acl_file\n"
        "# No message of a session that is away is dropped, and the window is ingest's own.\n"
        "max_queued_messages 0\n"
        "max_inflight_messages 0\n"
        "persistence true\n"
    )
