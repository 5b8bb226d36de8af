"""What the documents say of the payload is what the program does."""

import json
import re
from pathlib import Path

from typer.testing import CliRunner

from cli.schema import app
from devices import native

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_schema_in_the_documents_is_the_program_s() -> None:
    assert json.loads((DOCS / "native-payload.schema.json").read_text()) == native.schema()


def test_the_command_prints_the_schema_of_the_documents() -> None:
    printed = CliRunner().invoke(app, ["payload"])

    assert printed.exit_code == 0
    assert printed.output == (DOCS / "native-payload.schema.json").read_text()


def test_the_example_in_the_documents_can_be_read() -> None:
    text = (DOCS / "payload.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", text, re.S)

    assert len(native.decode(example.encode()).readings) == 3


def test_every_field_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)`", (DOCS / "payload.md").read_text()))
    fields = {*native.NativeMessage.__struct_fields__, *native.NativeReading.__struct_fields__}

    assert fields <= documented
