"""`wegwarte serve`: the page and the interfaces, without the rest."""

import typer

from cli.options import Data, DatabaseUrl


def command(
    hash_password: bool = typer.Option(
        False,
        "--hash-password",
        help="Ask for a password and print what WEGWARTE_PASSWORD_HASH wants; serve nothing.",
    ),
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Answer HTTP at WEGWARTE_HTTP_HOST and WEGWARTE_HTTP_PORT, until Ctrl-C."""
    if hash_password:
        from api.access.sessions import hashed

        typer.echo(hashed(typer.prompt("Password", hide_input=True, confirmation_prompt=True)))
        return
    from cli.become import become

    become("api", data=data, database_url=database_url)
