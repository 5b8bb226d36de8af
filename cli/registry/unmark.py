"""`wegwarte unmark`: withdraw a person's word."""

from typing import Annotated

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, act, now
from store.inventory import judgements


@with_options
def command(
    number: Annotated[int, typer.Argument(help="Number of the mark; `wegwarte mark list`.")],
    *,
    author: Author,
) -> None:
    """Withdraw a mark: the numbers become what they were."""
    found, effect = act(author, lambda c: judgements.withdraw(c, number, now=now()), moment=now())
    line = f"mark {number} ({found['kind'].replace('_', ' ')}) is withdrawn"
    shown.told(dict(found), [line], effect, as_json=author.as_json)
