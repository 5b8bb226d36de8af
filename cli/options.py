"""Options that several commands share: each is declared once, blocks of them as a dataclass.

A command takes the block as one parameter and is told its options by `with_options`:

    @app.command()
    @with_options
    def show(site: Named, *, reader: Reader) -> None: ...  # Reader(Options)
"""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, get_type_hints

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="WEGWARTE_DATA_DIR", help="The data folder of the `wegwarte up` to use."
    ),
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url", envvar="WEGWARTE_DATABASE_URL", help="This database instead of its own."
    ),
]
MqttUrl = Annotated[
    str | None,
    typer.Option("--mqtt-url", envvar="WEGWARTE_MQTT_URL", help="This broker instead of its own."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


class Options:
    """A block of options: a dataclass whose fields are annotated as parameters of commands are."""

    __slots__ = ()


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command be called with the options of its one parameter that is a block of them."""
    signature = inspect.signature(command)
    taken, block = next(
        (name, kind)
        for name, kind in get_type_hints(command).items()
        if isinstance(kind, type) and issubclass(kind, Options)
    )
    options = _parameters(block)
    own = [p for p in signature.parameters.values() if p.name != taken]
    flat = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in [*own, *options]]

    @wraps(command)
    def called(**values: object) -> None:
        said = {option.name: values.pop(option.name) for option in options}
        command(**values, **{taken: block(**said)})

    called.__signature__ = signature.replace(parameters=flat)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in flat}
    return called


def _parameters(block: type[Options]) -> list[inspect.Parameter]:
    """Return the fields of a block as parameters, those it adds to another one first."""
    kinds = get_type_hints(block, include_extras=True)
    inherited = {
        name for base in block.__mro__[1:] for name in getattr(base, "__annotations__", ())
    }
    declared = sorted(fields(block), key=lambda one: one.name in inherited)  # type: ignore[arg-type]
    return [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if one.default is MISSING else one.default,
            annotation=kinds[one.name],
        )
        for one in declared
    ]
