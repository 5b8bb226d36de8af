"""`wegwarte unmark`: withdraw a person's word."""

from typing import Annotated

import typer

from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.registry.acting import Author, DryRun, Who, Why, act, now
from store.inventory import judgements


def command(
    number: Annotated[int, typer.Argument(help="Number of the mark; `wegwarte mark list`.")],
    who: Who = None,
    why: Why = "",
    dry_run: DryRun = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw a mark: the numbers become what they were."""
    author = Author(data=data, database_url=database_url, who=who, why=why, dry_run=dry_run)
    found, effect = act(author, lambda c: judgements.withdraw(c, number, now=now()), moment=now())
    line = f"mark {number} ({found['kind'].replace('_', ' ')}) is withdrawn"
    shown.told(dict(found), [line], effect, as_json=as_json)
