"""What the command reads from the environment; read here and nowhere else in `cli`."""

import os
from collections.abc import Mapping
from pathlib import Path


def environment() -> dict[str, str]:
    """Return a copy of the environment, to be passed on and handed to children."""
    return dict(os.environ)  # noqa: TID251 - the rim


def default_data_folder(env: Mapping[str, str], *, root: bool, demo: bool) -> Path:
    """Return where data lie when nobody says: the demo never shares a folder with real data.

    Examples
    --------
    >>> str(default_data_folder({"XDG_DATA_HOME": "/home/a/.data"}, root=False, demo=False))
    '/home/a/.data/wegwarte'
    >>> str(default_data_folder({}, root=True, demo=True))
    '/var/lib/wegwarte/demo'
    """
    if root:
        real = Path("/var/lib/wegwarte")
        return real / "demo" if demo else real
    share = env.get("XDG_DATA_HOME") or str(
        Path(env.get("HOME", "~")).expanduser() / ".local/share"
    )
    return Path(share) / ("wegwarte-demo" if demo else "wegwarte")
