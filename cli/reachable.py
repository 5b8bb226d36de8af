"""Is what is asked for safe, and will it start? Asked before anything else is started."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

import typer

from cli.embedded.ports import LOOPBACK

#: Without any of these, on the loopback, nothing can be wrong: then no second is lost over it.
_ABOUT_ACCESS: Final = ("ACCESS", "PASSWORD_HASH", "PROXY_ADDRESSES", "PROXY_HEADER")


def check_access(http_host: str, env: Mapping[str, str]) -> None:
    """Refuse settings of access with which the page would refuse to start.

    Raises
    ------
    typer.BadParameter
        With the words of the page's own settings, such as that an address others can reach
        needs a way to log in.
    """
    if http_host == LOOPBACK and not any(f"WEGWARTE_{name}" in env for name in _ABOUT_ACCESS):
        return
    from pydantic import ValidationError

    from api.settings import Settings

    try:
        Settings.model_validate({"database_url": "", "http_host": http_host})
    except ValidationError as why:
        said = [error["msg"].removeprefix("Value error, ") for error in why.errors()]
        places = ["".join(f"WEGWARTE_{str(p).upper()}: " for p in e["loc"]) for e in why.errors()]
        lines = [place + words for place, words in zip(places, said, strict=True)]
        if http_host != LOOPBACK:
            lines.append(
                f"without --http-host {http_host} the page is for this machine only, and needs none"
            )
        raise typer.BadParameter("\n".join(lines)) from why


def check_broker(mqtt_host: str, *, require_credentials: bool) -> None:
    """Refuse a broker that others reach and that lets everybody speak for every device.

    Raises
    ------
    typer.BadParameter
        The address is no loopback address, and credentials are not required.
    """
    try:
        inside = ip_address(mqtt_host).is_loopback
    except ValueError:
        inside = mqtt_host == "localhost"
    if not inside and not require_credentials:
        raise typer.BadParameter(
            f"--mqtt-host {mqtt_host} lets others in, and without credentials each of them could "
            "speak for every device: add --require-credentials, and give each device its own with "
            "`wegwarte device credential add`"
        )
