"""`wegwarte derive`: compute what is dirty or has come of age."""

import typer

from cli.options import Data, DatabaseUrl


def command(
    once: bool = typer.Option(False, "--once", help="End when nothing is left to compute."),
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Compute day states and indicators from what is stored."""
    from cli.become import become

    become("analytics.derive", *(["--once"] if once else []), data=data, database_url=database_url)
