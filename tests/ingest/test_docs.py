"""What the documentation lists is what there is."""

import re
from pathlib import Path

from devices.errors import Cause
from ingest.metrics import Metrics
from ingest.settings import Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_is_documented_with_its_default() -> None:
    sections = re.split(r"^## ", (DOCS / "settings.md").read_text(encoding="utf-8"), flags=re.M)
    [text] = [part for part in sections if part.startswith("ingest\n")]
    documented = dict(re.findall(r"^\| `(WEGWARTE_\w+)` \| (\S*) ?\|", text, re.M))

    assert set(documented) == {f"WEGWARTE_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default_factory is None and field.default not in ("", ()):
            assert documented[f"WEGWARTE_{name.upper()}"] == f"`{field.default}`"


def test_every_cause_is_explained() -> None:
    text = (DOCS / "ingest.md").read_text(encoding="utf-8")

    assert {cause for cause in Cause if f"`{cause}`" not in text} == set()


def test_every_metric_is_named() -> None:
    text = (DOCS / "ingest.md").read_text(encoding="utf-8")
    metrics = {
        metric.name.removeprefix("wegwarte_ingest") for metric in Metrics().registry.collect()
    }

    assert {name for name in metrics if name not in text} == set()
