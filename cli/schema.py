"""`wegwarte schema`: print the forms of what goes over the wire, and of model files."""

import json

import typer

app = typer.Typer(no_args_is_help=True)


@app.callback()
def schema() -> None:
    """Print the forms of payloads and model files, as JSON Schema."""


@app.command()
def payload() -> None:
    """Print the JSON Schema of the native payload on `mobility/v1/…/up`."""
    typer.echo(payload_text(), nl=False)


@app.command()
def model() -> None:
    """Print the JSON Schema of a device model file; docs/devices.md explains it."""
    from devices import model_file

    typer.echo(json.dumps(model_file.schema(), indent=2, ensure_ascii=False))


def payload_text() -> str:
    """Return the schema as it stands in docs/native-payload.schema.json."""
    from devices import native

    return json.dumps(native.schema(), indent=2, ensure_ascii=False) + "\n"
