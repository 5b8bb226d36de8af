"""`wegwarte serve`: the page and the interfaces, without the rest."""

from cli.options import Data, DatabaseUrl


def command(data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Answer HTTP at WEGWARTE_HTTP_HOST and WEGWARTE_HTTP_PORT, until Ctrl-C."""
    from cli.service import become

    become("api", data=data, database_url=database_url)
