"""A group of commands in which one word may be left out: `import PATH…` is `import files PATH…`."""

from typing import Any

import typer


class FilesFirst(typer.core.TyperGroup):
    """`import PATH…` means `import files PATH…`: only `list` and `undo` are other words."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer hides it
        """Put the silent word in."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["files", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, _ctx: Any) -> list[str]:  # noqa: ANN401 - typer hides it
        """Show the form without the silent word: it is what people type."""
        return ["[OPTIONS] PATH... | list | undo RUN"]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer hides it
        """Show the options of the silent word: they are those of `import PATH…`."""
        self.commands["files"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
