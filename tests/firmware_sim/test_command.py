"""`wegwarte simulate`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from cli.__main__ import main
from cli.embedded.nats import Nats


@pytest.mark.broker
def test_it_prints_what_became_of_the_messages(
    nats_server: Nats, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = f"mqtt://127.0.0.1:{nats_server.port}"
    truth = tmp_path / "truth.jsonl"
    options = ["--history", "1h", "--duration", "1s", "--truth", str(truth), "--json"]

    with pytest.raises(SystemExit) as end:
        main(["simulate", "telgte-demo", "--mqtt-url", url, *options])

    out, err = capsys.readouterr()
    assert end.value.code == 0
    assert json.loads(out)["readings_acked"] == len(truth.read_text().splitlines()) > 500
    assert "29 devices" in err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["atlantis"], 1, "atlantis"),
        (["telgte-demo", "--history", "soon"], 2, "soon"),
        (["telgte-demo", "--speed", "60"], 2, "history or a duration"),
        (["telgte-demo", "--municipality", "Telgte"], 2, "municipality"),
        (["telgte-demo", "--history", "1h", "--duration", "1s"], 1, "no broker that took one"),
    ],
)
def test_wrong_use_and_failure_are_told_apart(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["simulate", *arguments, "--mqtt-url", "mqtt://127.0.0.1:1"])

    assert end.value.code == code
    assert says in capsys.readouterr().err
